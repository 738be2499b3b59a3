import type { Shape } from "@shortlist/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "@/app/api";
import { Button, Chip, ScoreBadge, useSentence, useToast } from "@/parts";
import { useFormat, useWords } from "@/words";
import styles from "./search.module.css";

type Found = Shape<"FoundJob">;
const MOST_SKILLS = 8;

/** One job with why it fits, where it was found, and a way to make it a job of the organisation. */
export function FoundJob({ found: { posting, score, promise, match } }: { found: Found }) {
  const { search: words } = useWords();
  const format = useFormat();
  const facts = [
    posting.company, posting.location, posting.remote && words.places[posting.remote], posting.employment_type, posting.salary && pay(posting.salary),
    posting.posted_at && words.posted(format.date(posting.posted_at)), posting.closes_at && words.closes(format.date(posting.closes_at)),
  ].filter(Boolean);

  const nameOf = (board: string) => (words.boardNames as Record<string, string>)[board] ?? board;

  function pay({ minimum, maximum, currency, period }: Shape<"PayOut">): string {
    const [from, to] = [minimum ?? maximum, maximum ?? minimum];
    return from == null || to == null ? "" : words.pay(format.number(from), format.number(to), currency ?? "", period ?? "");
  }

  return (
    <article className={`card ${styles.job}`}>
      <div className={styles.score}>
        {score != null && match ? <ScoreBadge score={score} grade={match.grade} /> : <Chip>{words.promise(format.number(promise))}</Chip>}
      </div>
      <div className="stack">
        <div>
          <h3><a href={posting.url} target="_blank" rel="noreferrer noopener">{posting.title}</a></h3>
          <p className="soft small">{facts.join(" · ")}</p>
        </div>
        {match ? <Why match={match} /> : <p className="soft small">{words.promising}</p>}
        {posting.description && (
          <details className={styles.more}>
            <summary>{words.description}</summary>
            <p className={styles.ad}>{posting.description}</p>
          </details>
        )}
        <div className="row small">
          <span className="soft">{words.via}</span>
          {posting.sources.map(({ board, url, link_back: back, attribution }) => (
            <a key={`${board}${url}`} href={back ?? url} target="_blank" rel="noopener">{attribution || nameOf(board)}</a>
          ))}
          <Take postingId={posting.posting_id} />
        </div>
      </div>
    </article>
  );
}

function Why({ match }: { match: NonNullable<Found["match"]> }) {
  const { search: words } = useWords();
  return (
    <>
      <p>{match.comments}</p>
      <div className="row">
        {match.matched_skills.length > 0 && <span className="soft small">{words.matched}</span>}
        {match.matched_skills.slice(0, MOST_SKILLS).map((skill) => <Chip key={skill} tone="good">{skill}</Chip>)}
        {match.missing_skills.length > 0 && <span className="soft small">{words.missing}</span>}
        {match.missing_skills.slice(0, MOST_SKILLS).map((skill) => <Chip key={skill} tone="bad">{skill}</Chip>)}
      </div>
    </>
  );
}

function Take({ postingId }: { postingId: string }) {
  const { search: words } = useWords();
  const say = useToast();
  const client = useQueryClient();
  const take = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/jobs/search_and_match/import", { body: { posting_id: postingId } })),
    onSuccess: ({ job_id: id }) => {
      say(words.taken(id), "good");
      void client.invalidateQueries({ queryKey: ["jobs"] });
    },
  });
  const sentence = useSentence(take.error);
  return (
    <>
      <Button size="s" icon="plus" isBusy={take.isPending} onClick={() => take.mutate()}>{words.take}</Button>
      {take.error && <span role="alert" className={styles.failed}>{sentence}</span>}
    </>
  );
}
