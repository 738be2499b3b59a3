/** One candidate beside the board: the match, how it went, tags and notes. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Link } from "react-router";
import { answer, api } from "@/app/api";
import { Button, buttonClass, Chip, Dialog, Loaded, Problem, ScoreBadge, Skeleton, TextArea, useToast, WordsField } from "@/parts";
import { useFormat, useWords } from "@/words";
import type { Shape } from "@shortlist/client";
import { TONES } from "./board";
import styles from "./board.module.css";

interface Props {
  job: string;
  /** None: the panel is closed. */
  resume: string | null;
  onClose: () => void;
}

export function CandidatePanel({ job, resume, onClose }: Props) {
  const { board: words } = useWords();
  const path = { job_id: job, resume_id: resume ?? "" };
  const query = useQuery({
    queryKey: ["jobs", job, "candidates", resume],
    queryFn: () => answer(api.GET("/api/v1/jobs/{job_id}/candidates/{resume_id}", { params: { path } })),
    enabled: resume !== null,
  });
  const name = query.data?.match?.candidate_name ?? words.unnamed(resume ?? "");
  return (
    <Dialog title={name} isOpen={resume !== null} onClose={onClose} isSide>
      <Loaded query={query} waiting={<Skeleton lines={4} height="6rem" />}>{(candidate) => <Inside candidate={candidate} />}</Loaded>
    </Dialog>
  );
}

function Inside({ candidate }: { candidate: Shape<"CandidateOut"> }) {
  const { board: words } = useWords();
  const format = useFormat();
  const { match, status, history, job_id: job, resume_id: resume } = candidate;
  return (
    <>
      <div className={styles.summary}>
        {match && <ScoreBadge score={match.match_score} grade={match.grade} size="l" />}
        <div className="stack" style={{ gap: "var(--s2)" }}>
          <p><Chip tone={TONES[status]}>{words.statuses[status]}</Chip> {match && <span className="soft">{match.grade}</span>}</p>
          <div className="row">
            {match?.match_id && <Link to={`/match/${match.match_id}`} className={buttonClass("primary", "s")}>{words.match}</Link>}
            <Link to={`/resumes/${resume}`} className={buttonClass("plain", "s")}>{words.resume}</Link>
            {(status === "shortlisted" || status === "interview") && (
              <Link to={`/interviews?new=1&job=${job}&resume=${resume}`} className={buttonClass("plain", "s")}>{words.interview}</Link>
            )}
          </div>
        </div>
      </div>
      {match && <p>{match.comments}</p>}
      <Tags resume={resume} tags={candidate.tags} />
      <Notes job={job} resume={resume} notes={candidate.notes} />
      <section className="stack" aria-label={words.history}>
        <h3>{words.history}</h3>
        {history.length === 0 && <p className="soft small">{words.noHistory}</p>}
        <ol className={styles.history}>
          {history.map((move) => (
            <li key={move.at}>
              <p>{words.step(words.statuses[move.from_status], words.statuses[move.to_status])}</p>
              <p className="small soft">{words.by(move.by ?? words.somebody, format.dateTime(move.at))}</p>
              {move.note && <p>{move.note}</p>}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

function useRefreshed() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["jobs"] });
}

function Tags({ resume, tags }: { resume: string; tags: readonly string[] }) {
  const { board: words } = useWords();
  const refreshed = useRefreshed();
  const changing = useMutation({
    mutationFn: async (wanted: readonly string[]) => {
      const at = (tag: string) => ({ params: { path: { resume_id: resume, tag } } });
      for (const tag of wanted) if (!tags.includes(tag)) await api.PUT("/api/v1/resumes/{resume_id}/tags/{tag}", at(tag));
      for (const tag of tags) if (!wanted.includes(tag)) await api.DELETE("/api/v1/resumes/{resume_id}/tags/{tag}", at(tag));
    },
    onSettled: refreshed,
  });
  return (
    <section className="stack" aria-label={words.tags} style={{ gap: "var(--s2)" }}>
      <WordsField label={words.tags} words={changing.isPending ? changing.variables : tags} onWords={(wanted) => changing.mutate(wanted)} />
      {changing.isError && <Problem error={changing.error} />}
    </section>
  );
}

function Notes({ job, resume, notes }: { job: string; resume: string; notes: Shape<"CandidateOut">["notes"] }) {
  const { board: words } = useWords();
  const format = useFormat();
  const say = useToast();
  const refreshed = useRefreshed();
  const [text, setText] = useState("");
  const writing = useMutation({
    mutationFn: () => api.POST("/api/v1/resumes/{resume_id}/notes", { params: { path: { resume_id: resume } }, body: { text: text.trim(), job_id: job } }),
    onSuccess: async () => {
      say(words.noteSaved);
      setText("");
      await refreshed();
    },
  });
  const dropping = useMutation({
    mutationFn: (note: string) => api.DELETE("/api/v1/notes/{note_id}", { params: { path: { note_id: note } } }),
    onSuccess: refreshed,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) writing.mutate();
  };
  return (
    <section className="stack" aria-label={words.notes} style={{ gap: "var(--s2)" }}>
      <h3>{words.notes}</h3>
      <form className="stack" style={{ gap: "var(--s2)" }} onSubmit={submit}>
        <TextArea label={words.note} hint={words.noteHint} rows={3} maxLength={10000} value={text} onChange={(event) => setText(event.target.value)} />
        <div><Button type="submit" isBusy={writing.isPending} disabled={!text.trim()}>{words.addNote}</Button></div>
      </form>
      {(writing.isError || dropping.isError) && <Problem error={writing.error ?? dropping.error} />}
      {notes.length === 0 && <p className="soft small">{words.noNotes}</p>}
      <ul className={styles.history}>
        {notes.map((note) => (
          <li key={note.note_id} className={styles.note}>
            <div>
              <p className={styles.words}>{note.text}</p>
              <p className="small soft">{words.by(note.author ?? words.somebody, format.dateTime(note.created_at))}</p>
            </div>
            <Button kind="quiet" size="s" icon="trash" aria-label={words.dropNote} disabled={dropping.isPending} onClick={() => dropping.mutate(note.note_id)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
