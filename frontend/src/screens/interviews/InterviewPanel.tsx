/** One interview: when, who and where, and what comes next: a calendar file, a change, a cancellation, its outcome. */
import type { Shape } from "@shortlist/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { answer, api } from "@/app/api";
import { saveFile } from "@/app/saveFile";
import { Button, buttonClass, Chip, Dialog, Loaded, Problem, Skeleton, TextArea, useToast } from "@/parts";
import { useFormat, useWords } from "@/words";
import { TONES } from "./Agenda";
import { HOME_ZONE, useDays } from "./days";
import { hasBegun, whoOf } from "./interviews";
import { PlanDialog } from "./PlanDialog";
import { Scorecards } from "./Scorecards";
import styles from "./interviews.module.css";

type Detail = Shape<"InterviewDetail">;

export function InterviewPanel({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { interviews: words } = useWords();
  const query = useQuery({
    queryKey: ["interviews", id],
    queryFn: () => answer(api.GET("/api/v1/interviews/{interview_id}", { params: { path: { interview_id: id ?? "" } } })),
    enabled: id !== null,
  });
  return (
    <Dialog title={query.data ? whoOf(query.data, words) : words.title} isOpen={id !== null} onClose={onClose} isSide>
      <Loaded query={query} waiting={<Skeleton lines={4} height="5rem" />}>{(interview) => <Inside interview={interview} />}</Loaded>
    </Dialog>
  );
}

function Inside({ interview }: { interview: Detail }) {
  const { interviews: words, jobs } = useWords();
  const { number } = useFormat();
  const days = useDays();
  const [isChanging, setIsChanging] = useState(false);
  const [isCancelling, setIsCancelling] = useState(false);
  const { status, interview_id: id } = interview;
  const download = useMutation({ mutationFn: async () => saveFile(await api.download(`/api/v1/interviews/${id}/calendar.ics`)) });
  const elsewhere = interview.time_zone !== HOME_ZONE;
  return (
    <>
      <p className="row">
        <Chip tone={TONES[status]}>{words.statuses[status]}</Chip>
        <span>{[words.types[interview.type], interview.job_title ?? jobs.untitled(interview.job_id)].join(" · ")}</span>
      </p>
      <dl className={styles.facts}>
        <dt>{words.when}</dt>
        <dd>
          <strong>{days.full(interview.start)}, {days.time(interview.start)} – {days.time(interview.end)}</strong>
          <p className="small soft">{[words.inZone(HOME_ZONE), words.lasts(number(interview.duration_minutes))].join(" · ")}</p>
          {elsewhere && <p className="small">{words.there(days.in(interview.start, interview.time_zone), interview.time_zone)}</p>}
        </dd>
        <dt>{words.interviewers}</dt>
        <dd>{interview.interviewers.map(({ full_name }) => full_name).join(", ")}</dd>
        {interview.location && <><dt>{words.place}</dt><dd>{interview.location}</dd></>}
        {interview.video_link && <><dt>{words.link}</dt><dd><a href={interview.video_link} target="_blank" rel="noreferrer">{interview.video_link}</a></dd></>}
        {interview.note && <><dt>{words.note}</dt><dd className={styles.said}>{interview.note}</dd></>}
        {interview.ended_why && <><dt>{words.why}</dt><dd className={styles.said}>{interview.ended_why}</dd></>}
      </dl>
      {interview.overlaps.length > 0 && <p role="status">{words.overlaps(number(interview.overlaps.length))}</p>}
      <div className="row">
        <Link to={`/board/${interview.job_id}?candidate=${interview.resume_id}`} className={buttonClass()}>{words.board}</Link>
        <Button icon="download" isBusy={download.isPending} onClick={() => download.mutate()}>{words.calendar}</Button>
        {status === "scheduled" && <Button icon="edit" onClick={() => setIsChanging(true)}>{words.change}</Button>}
        {status === "scheduled" && <Button kind="danger" onClick={() => setIsCancelling(true)}>{words.cancel}</Button>}
      </div>
      {download.isError && <Problem error={download.error} />}
      {status !== "cancelled" && <Outcome interview={interview} />}
      {status !== "cancelled" && hasBegun(interview) && <Scorecards interview={interview} />}
      <PlanDialog key={interview.version} isOpen={isChanging} changing={interview} onClose={() => setIsChanging(false)} onPlanned={() => setIsChanging(false)} />
      <Cancel id={id} isOpen={isCancelling} onClose={() => setIsCancelling(false)} />
    </>
  );
}

function useRefreshed() {
  const client = useQueryClient();
  return () => Promise.all([["interviews"], ["jobs"]].map((queryKey) => client.invalidateQueries({ queryKey })));
}

function Cancel({ id, isOpen, onClose }: { id: string; isOpen: boolean; onClose: () => void }) {
  const { interviews: words } = useWords();
  const say = useToast();
  const refreshed = useRefreshed();
  const [reason, setReason] = useState("");
  const cancelling = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/interviews/{interview_id}/cancel", { params: { path: { interview_id: id } }, body: { reason: reason.trim() || null } })),
    onSuccess: async () => {
      say(words.cancelled);
      onClose();
      await refreshed();
    },
  });
  return (
    <Dialog title={words.cancelTitle} isOpen={isOpen} onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words.keep}</Button>
          <Button kind="danger" isBusy={cancelling.isPending} onClick={() => cancelling.mutate()}>{words.cancel}</Button>
        </>
      }>
      <p>{words.cancelText}</p>
      <TextArea label={words.reason} rows={3} maxLength={5000} value={reason} onChange={(event) => setReason(event.target.value)} />
      {cancelling.isError && <Problem error={cancelling.error} />}
    </Dialog>
  );
}

function Outcome({ interview }: { interview: Detail }) {
  const { interviews: words } = useWords();
  const say = useToast();
  const refreshed = useRefreshed();
  const saying = useMutation({
    mutationFn: (outcome: "completed" | "no_show") =>
      answer(api.POST("/api/v1/interviews/{interview_id}/outcome", { params: { path: { interview_id: interview.interview_id } }, body: { outcome } })),
    onSuccess: async () => {
      say(words.said);
      await refreshed();
    },
  });
  const begun = hasBegun(interview);
  return (
    <section className="stack" aria-label={words.outcome} style={{ gap: "var(--s2)" }}>
      <h3>{words.outcome}</h3>
      {!begun && <p className="small soft">{words.outcomeHint}</p>}
      {begun && (
        <div className="row">
          {(["completed", "no_show"] as const).map((outcome) => (
            <Button key={outcome} icon={outcome === "completed" ? "check" : "close"} aria-pressed={interview.status === outcome} disabled={saying.isPending || interview.status === outcome}
              onClick={() => saying.mutate(outcome)}>
              {words.outcomes[outcome]}
            </Button>
          ))}
        </div>
      )}
      {saying.isError && <Problem error={saying.error} />}
    </section>
  );
}
