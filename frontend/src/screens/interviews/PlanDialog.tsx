/** Planning an interview, or changing one; a time that is taken is refused with the server's sentence and nothing is lost. */
import { ApiProblem, type Shape } from "@shortlist/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Link } from "react-router";
import { answer, api } from "@/app/api";
import { Button, buttonClass, Checkbox, Dialog, Loaded, Problem, Select, Skeleton, TextArea, TextField, useToast } from "@/parts";
import { useFormat, useWords } from "@/words";
import { titleOf } from "../jobs/jobs";
import { HOME_ZONE } from "./days";
import { colleagues, invitable, ofVersion, TYPES, type Interview } from "./interviews";
import styles from "./interviews.module.css";

interface Props {
  isOpen: boolean;
  job?: string | null;
  resume?: string | null;
  /** The interview that is changed; none: a new one. */
  changing?: Interview;
  onClose: () => void;
  onPlanned: (start: string) => void;
}

export function PlanDialog(props: Props) {
  const { interviews: words, parts } = useWords();
  const [isBusy, setIsBusy] = useState(false);
  const query = useQuery({ queryKey: ["interviews", "interviewers"], queryFn: colleagues, enabled: props.isOpen });
  const canPlan = (query.data?.items.length ?? 0) > 0;
  return (
    <Dialog title={props.changing ? words.moveTitle : words.planTitle} isOpen={props.isOpen} onClose={props.onClose} isSide
      actions={
        <>
          <Button onClick={props.onClose}>{parts.cancel}</Button>
          {canPlan && <Button kind="primary" type="submit" form="plan-interview" isBusy={isBusy}>{words.save}</Button>}
        </>
      }>
      <Loaded query={query} waiting={<Skeleton lines={5} />}>
        {({ items }) => items.length > 0 ? <Form {...props} people={items} onBusy={setIsBusy} /> : (
          <div className="stack">
            <p>{words.noColleagues}</p>
            <div><Link to="/settings" className={buttonClass()}>{words.toSettings}</Link></div>
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}

function read({ changing, job, resume }: Props, people: readonly Shape<"ColleagueOut">[]) {
  const [only] = people;
  return {
    job: changing?.job_id ?? job ?? "",
    resume: changing?.resume_id ?? resume ?? "",
    type: changing?.type ?? ("video" as const),
    date: changing?.local_start.slice(0, 10) ?? "",
    time: changing?.local_start.slice(11, 16) ?? "10:00",
    minutes: String(changing?.duration_minutes ?? 60),
    zone: changing?.time_zone ?? HOME_ZONE,
    interviewers: changing?.interviewers.map(({ user_id }) => user_id) ?? (people.length === 1 && only ? [only.user_id] : []),
    location: changing?.location ?? "",
    video_link: changing?.video_link ?? "",
    note: changing?.note ?? "",
  };
}
type Given = ReturnType<typeof read>;

function Form(props: Props & { people: readonly Shape<"ColleagueOut">[]; onBusy: (isBusy: boolean) => void }) {
  const { people, changing, onBusy, onPlanned } = props;
  const { interviews: words } = useWords();
  const { number } = useFormat();
  const say = useToast();
  const client = useQueryClient();
  const [given, setGiven] = useState(() => read(props, people));
  const saving = useMutation({
    mutationFn: () => sent(given, changing),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: async (interview) => {
      say(changing ? words.changed : words.planned);
      if (interview.overlaps.length > 0) say(words.overlaps(number(interview.overlaps.length)), "bad");
      await Promise.all([["interviews"], ["jobs"]].map((queryKey) => client.invalidateQueries({ queryKey })));
      onPlanned(interview.start);
    },
  });
  const problem = saving.error instanceof ApiProblem ? saving.error : null;
  const bind = (name: Exclude<keyof Given, "interviewers">, field: string = name) => ({
    value: given[name],
    error: problem?.of(field),
    onChange: (event: { target: { value: string } }) => setGiven((all) => ({ ...all, [name]: event.target.value })),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const hold = (id: number, holds: boolean) =>
    setGiven((all) => ({ ...all, interviewers: holds ? [...all.interviewers, id] : all.interviewers.filter((one) => one !== id) }));
  return (
    <form id="plan-interview" className="stack" onSubmit={submit}>
      {!changing && <Who given={given} onWho={(some) => setGiven((all) => ({ ...all, ...some }))} />}
      <div className={styles.pair}>
        <TextField label={words.date} type="date" required {...bind("date", "start")} />
        <TextField label={words.time} type="time" required {...bind("time")} />
        <TextField label={words.minutes} type="number" min={5} max={480} required {...bind("minutes", "duration_minutes")} />
        <Select label={words.type} options={TYPES.map((one) => [one, words.types[one]] as const)} {...bind("type")} />
      </div>
      <TextField label={words.zone} hint={words.zoneHint} list="time-zones" required {...bind("zone", "time_zone")} />
      <datalist id="time-zones">{Intl.supportedValuesOf("timeZone").map((zone) => <option key={zone} value={zone} />)}</datalist>
      <fieldset className={styles.people}>
        <legend>{words.interviewers} <span className="small soft">{words.interviewersHint}</span></legend>
        {people.map(({ user_id: id, full_name: name }) => (
          <Checkbox key={id} label={name} checked={given.interviewers.includes(id)} onChange={(event) => hold(id, event.target.checked)} />
        ))}
        {problem?.of("interviewer_ids") && <p role="alert">{problem.of("interviewer_ids")}</p>}
      </fieldset>
      <div className={styles.pair}>
        <TextField label={words.place} maxLength={300} {...bind("location")} />
        <TextField label={words.link} type="url" maxLength={508} {...bind("video_link")} />
      </div>
      <TextArea label={words.note} rows={3} maxLength={5000} {...bind("note")} />
      {saving.isError && <Problem error={saving.error} />}
    </form>
  );
}

function Who({ given, onWho }: { given: Given; onWho: (some: Pick<Given, "job" | "resume"> | Pick<Given, "resume">) => void }) {
  const { interviews: words, jobs: jobWords, board } = useWords();
  const jobs = useQuery({
    queryKey: ["jobs", { forBoard: true }],
    queryFn: () => answer(api.GET("/api/v1/jobs", { params: { query: { limit: 100, sort: "newest" } } })),
  });
  const people = useQuery({ queryKey: ["jobs", given.job, "candidates", { invitable: true }], queryFn: () => invitable(given.job), enabled: given.job !== "" });
  return (
    <>
      {jobs.isError && <Problem error={jobs.error} onRetry={() => void jobs.refetch()} />}
      <Select label={words.job} required value={given.job} onChange={(event) => onWho({ job: event.target.value, resume: "" })}
        options={[["", words.choose], ...(jobs.data?.items ?? []).map((job) => [job.job_id, titleOf(job, jobWords)] as const)]} />
      {people.isError && <Problem error={people.error} onRetry={() => void people.refetch()} />}
      {people.data?.items.length === 0 ? (
        <div className="stack" role="status">
          <p>{words.noCandidates}</p>
          <div><Link to={`/board/${given.job}`} className={buttonClass()}>{words.toBoard}</Link></div>
        </div>
      ) : (
        <Select label={words.candidate} required disabled={given.job === ""} value={given.resume} onChange={(event) => onWho({ resume: event.target.value })}
          options={[["", words.choose], ...(people.data?.items ?? []).map((one) => [one.resume_id ?? "", `${one.candidate_name ?? words.unnamed(one.resume_id ?? "")} · ${board.statuses[one.status]}`] as const)]} />
      )}
    </>
  );
}

function sent(given: Given, changing?: Interview): Promise<Shape<"InterviewDetail">> {
  const body = {
    type: given.type,
    start: `${given.date}T${given.time}`,
    time_zone: given.zone,
    duration_minutes: Number(given.minutes),
    interviewer_ids: given.interviewers,
    location: given.location.trim() || null,
    video_link: given.video_link.trim() || null,
    note: given.note.trim() || null,
  };
  if (!changing) return answer(api.POST("/api/v1/interviews", { body: { ...body, job_id: given.job, resume_id: given.resume } }));
  const path = { interview_id: changing.interview_id };
  return answer(api.PATCH("/api/v1/interviews/{interview_id}", { params: { path }, headers: ofVersion(changing), body }));
}
