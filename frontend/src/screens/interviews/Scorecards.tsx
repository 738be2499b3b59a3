/** What interviewers thought: their cards, and one's own to write. */
import type { Shape } from "@shortlist/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api } from "@/app/api";
import { useUser } from "@/app/session";
import { Button, Chip, Loaded, Problem, Select, Skeleton, TextArea, TextField, useToast } from "@/parts";
import { useFormat, useWords } from "@/words";
import type { Interview } from "./interviews";
import styles from "./interviews.module.css";

type Card = Shape<"ScorecardOut">;
const VERDICTS = ["strong_no", "no", "yes", "strong_yes"] as const;
const TONES = { strong_no: "bad", no: "warn", yes: "info", strong_yes: "good" } as const;
const MIDDLE = 3;

export function Scorecards({ interview }: { interview: Interview }) {
  const { interviews: words } = useWords();
  const { number } = useFormat();
  const { user } = useUser();
  const [isWriting, setIsWriting] = useState(false);
  const id = interview.interview_id;
  const query = useQuery({
    queryKey: ["interviews", id, "scorecards"],
    queryFn: () => answer(api.GET("/api/v1/interviews/{interview_id}/scorecards", { params: { path: { interview_id: id } } })),
  });
  const holds = interview.interviewers.some(({ user_id }) => user_id === user.user_id);
  return (
    <section className="stack" aria-label={words.scorecards}>
      <h3>{words.scorecards}</h3>
      <Loaded query={query} waiting={<Skeleton lines={2} />}>
        {({ items, hidden }) => {
          const own = items.find(({ user_id }) => user_id === user.user_id);
          return (
            <>
              {items.length === 0 && <p className="small soft">{words.noCards}</p>}
              {items.map((card) => <Shown key={`${card.user_id}`} card={card} />)}
              {hidden > 0 && <p className="small soft">{words.hidden(number(hidden))}</p>}
              {holds && !isWriting && <div><Button icon="edit" onClick={() => setIsWriting(true)}>{own ? words.rewrite : words.write}</Button></div>}
              {holds && isWriting && <Form id={id} own={own} onDone={() => setIsWriting(false)} />}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function Shown({ card }: { card: Card }) {
  const { interviews: words } = useWords();
  const { number } = useFormat();
  return (
    <article className={styles.scorecard} aria-label={card.full_name ?? ""}>
      <p className="row"><strong>{card.full_name}</strong><Chip tone={TONES[card.recommendation]}>{words.recommendations[card.recommendation]}</Chip></p>
      <ul className={styles.criteria}>
        {card.criteria.map(({ name, score, comment }) => (
          <li key={name}><span>{name}</span><span className="tabular">{words.ofFive(number(score))}</span>{comment && <span className="small soft">{comment}</span>}</li>
        ))}
      </ul>
      {card.comment && <p className={styles.said}>{card.comment}</p>}
    </article>
  );
}

function Form({ id, own, onDone }: { id: string; own: Card | undefined; onDone: () => void }) {
  const { interviews: words, parts } = useWords();
  const { number } = useFormat();
  const say = useToast();
  const client = useQueryClient();
  const [criteria, setCriteria] = useState(() =>
    own ? own.criteria.map(({ name, score, comment }) => ({ name, score, comment: comment ?? "" })) : words.criteria.split("|").map((name) => ({ name, score: MIDDLE, comment: "" })),
  );
  const [recommendation, setRecommendation] = useState<(typeof VERDICTS)[number]>(own?.recommendation ?? "yes");
  const [comment, setComment] = useState(own?.comment ?? "");
  const saving = useMutation({
    mutationFn: () =>
      answer(api.PUT("/api/v1/interviews/{interview_id}/scorecards", {
        params: { path: { interview_id: id } },
        body: {
          criteria: criteria.filter(({ name }) => name.trim()).map((one) => ({ name: one.name.trim(), score: one.score, comment: one.comment.trim() || null })),
          recommendation,
          comment: comment.trim() || null,
        },
      })),
    onSuccess: async () => {
      say(words.cardSaved);
      await client.invalidateQueries({ queryKey: ["interviews"] });
      onDone();
    },
  });
  const set = (at: number, some: Partial<(typeof criteria)[number]>) => setCriteria((all) => all.map((one, place) => (place === at ? { ...one, ...some } : one)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      {criteria.map((one, at) => (
        <div key={at} className={styles.criterion}>
          <TextField label={words.criterion} placeholder={words.criterionPlaceholder} required maxLength={100} value={one.name} onChange={(event) => set(at, { name: event.target.value })} />
          <Select label={words.points} value={String(one.score)} options={[1, 2, 3, 4, 5].map((points) => [String(points), number(points)] as const)}
            onChange={(event) => set(at, { score: Number(event.target.value) })} />
          <TextField label={words.remark} maxLength={1000} value={one.comment} onChange={(event) => set(at, { comment: event.target.value })} />
          {criteria.length > 1 && (
            <Button kind="quiet" size="s" icon="trash" aria-label={`${words.dropCriterion}: ${one.name}`} onClick={() => setCriteria((all) => all.filter((_, place) => place !== at))} />
          )}
        </div>
      ))}
      <div><Button size="s" icon="plus" disabled={criteria.length >= 30} onClick={() => setCriteria((all) => [...all, { name: "", score: MIDDLE, comment: "" }])}>{words.addCriterion}</Button></div>
      <Select label={words.recommendation} value={recommendation} options={VERDICTS.map((one) => [one, words.recommendations[one]] as const)}
        onChange={(event) => setRecommendation(event.target.value as (typeof VERDICTS)[number])} />
      <TextArea label={words.comment} rows={3} maxLength={5000} value={comment} onChange={(event) => setComment(event.target.value)} />
      {saving.isError && <Problem error={saving.error} />}
      <div className="row">
        <Button kind="primary" type="submit" isBusy={saving.isPending}>{words.saveCard}</Button>
        <Button onClick={onDone}>{parts.cancel}</Button>
      </div>
    </form>
  );
}
