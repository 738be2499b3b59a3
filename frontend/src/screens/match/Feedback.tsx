import type { Shape } from "@shortlist/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api } from "@/app/api";
import { Button, Problem, Select, TextArea, useToast } from "@/parts";
import { useFormat, useWords } from "@/words";
import styles from "./Feedback.module.css";

type Verdict = "agree" | "disagree";

/** Whether the match is right, in the eyes of who looks at it; a later answer takes the place of the first. */
export function Feedback({ matchId }: { matchId: string }) {
  const { match: words } = useWords();
  const format = useFormat();
  const say = useToast();
  const client = useQueryClient();
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [grade, setGrade] = useState("");
  const [comment, setComment] = useState("");
  const path = { match_id: matchId };
  const given = useQuery({
    queryKey: ["matches", matchId, "feedback"],
    queryFn: () => answer(api.GET("/api/v1/matches/{match_id}/feedback", { params: { path, query: { limit: 1 } } })),
  });
  const keeping = useMutation({
    mutationFn: (chosen: Verdict) => answer(api.POST("/api/v1/matches/{match_id}/feedback", {
      params: { path },
      body: { verdict: chosen, grade: grade ? Number(grade) : null, comment: comment.trim() || null } as Shape<"FeedbackGiven">,
    })),
    onSuccess: () => {
      say(words.kept);
      void client.invalidateQueries({ queryKey: ["matches", matchId, "feedback"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (verdict) keeping.mutate(verdict);
  };
  const last = given.data?.items[0];
  return (
    <section className="card stack" aria-labelledby="match-feedback">
      <header>
        <h2 id="match-feedback">{words.feedback}</h2>
        <p className="soft small">{words.feedbackHint}</p>
      </header>
      <form onSubmit={submit} className="stack">
        <div className="row" role="group" aria-labelledby="match-feedback">
          {(["agree", "disagree"] as const).map((one) => (
            <Button key={one} icon={one === "agree" ? "check" : "close"} aria-pressed={verdict === one} className={verdict === one ? styles.pressed ?? "" : ""} onClick={() => setVerdict(one)}>
              {words[one]}
            </Button>
          ))}
        </div>
        {verdict && (
          <>
            <Select label={words.grade} value={grade} options={[["", words.gradeUnset], ...Object.entries(words.gradesGiven)]} onChange={(event) => setGrade(event.target.value)} />
            <TextArea label={words.comment} hint={words.commentHint} rows={3} maxLength={2000} value={comment} onChange={(event) => setComment(event.target.value)} />
            {keeping.isError && <Problem error={keeping.error} />}
            <div><Button kind="primary" type="submit" isBusy={keeping.isPending}>{words.send}</Button></div>
          </>
        )}
      </form>
      {last && <p className="soft small">{words.yours(last.verdict === "corrected" ? words.corrected : words[last.verdict as Verdict], format.date(last.updated_at))}</p>}
    </section>
  );
}
