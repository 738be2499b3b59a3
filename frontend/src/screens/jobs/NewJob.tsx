/** A job comes in as pasted text or as a file; its title, skills and the rest are read by the server. */
import { ApiProblem, type Shape } from "@shortlist/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useNavigate } from "react-router";
import { answer, api } from "@/app/api";
import { Button, Checkbox, Dialog, FileDrop, Icon, JOB_TYPES, Problem, Progress, Tabs, TextArea, TextField, useToast } from "@/parts";
import { useWords } from "@/words";
import { titleOf, type Job } from "./jobs";
import styles from "./jobs.module.css";

const NOTHING = { text: "", title: "", company: "", location: "", closes_on: "", isDraft: false };
type Given = typeof NOTHING;

export function NewJob({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { jobs: words, parts } = useWords();
  const say = useToast();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [how, setHow] = useState("text");
  const [given, setGiven] = useState(NOTHING);
  const [file, setFile] = useState<File | null>(null);
  const [share, setShare] = useState(0);
  const adding = useMutation({
    mutationFn: () => (how === "file" && file ? sentFile(file, given, setShare) : sentText(given)),
    onSuccess: async (job) => {
      await client.invalidateQueries({ queryKey: ["jobs"] });
      say(words.added(titleOf(job, words)));
      setGiven(NOTHING);
      setFile(null);
      onClose();
      void navigate(`/jobs/${job.job_id}`);
    },
  });
  const problem = adding.error instanceof ApiProblem ? adding.error : null;
  const bind = (name: "text" | "title" | "company" | "location" | "closes_on") => ({
    value: given[name],
    error: problem?.of(name),
    onChange: (event: { target: { value: string } }) => setGiven((all) => ({ ...all, [name]: event.target.value })),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setShare(0);
    adding.mutate();
  };
  const isReady = how === "file" ? file !== null : given.text.trim() !== "";
  return (
    <Dialog title={words.add} isOpen={isOpen} onClose={onClose} isSide
      actions={
        <>
          <Button onClick={onClose}>{parts.cancel}</Button>
          <Button kind="primary" type="submit" form="new-job" disabled={!isReady} isBusy={adding.isPending}>{words.create}</Button>
        </>
      }>
      <form id="new-job" className="stack" onSubmit={submit}>
        <Tabs label={words.how} chosen={how} onChoose={setHow} tabs={[
          { key: "text", label: words.fromText, content: () => <TextArea label={words.ad} hint={words.adHint} rows={10} maxLength={1_000_000} {...bind("text")} /> },
          {
            key: "file", label: words.fromFile, content: () => (
              <div className="stack">
                <FileDrop label={words.file} hint={words.fileHint} accept={JOB_TYPES} onFiles={([one]) => setFile(one ?? null)} />
                {file && <p className={styles.chosen}><Icon name="file" />{file.name}</p>}
              </div>
            ),
          },
        ]} />
        <div className={styles.pair}>
          <TextField label={words.jobTitle} hint={words.jobTitleHint} maxLength={300} {...bind("title")} />
          <TextField label={words.company} maxLength={300} {...bind("company")} />
          <TextField label={words.place} maxLength={300} {...bind("location")} />
          <TextField label={words.closesOn} hint={words.closesOnHint} type="date" {...bind("closes_on")} />
        </div>
        <Checkbox label={words.asDraft} hint={words.asDraftHint} checked={given.isDraft} onChange={(event) => setGiven((all) => ({ ...all, isDraft: event.target.checked }))} />
        {adding.isPending && <Progress label={words.reading} {...(how === "file" && share < 1 ? { share } : {})} />}
        {adding.isError && <Problem error={adding.error} />}
      </form>
    </Dialog>
  );
}

const partsOf = ({ title, company, location, closes_on }: Given) =>
  Object.fromEntries(Object.entries({ title, company, location, closes_on }).map(([name, value]) => [name, value.trim()] as const).filter(([, value]) => value));

function sentText(given: Given): Promise<Job> {
  const status = given.isDraft ? ("draft" as const) : ("open" as const);
  const body = { text: given.text, status, ...partsOf(given) } as Shape<"JobText">;
  return answer(api.POST("/api/v1/jobs", { body }));
}

async function sentFile(file: File, given: Given, onProgress: (share: number) => void): Promise<Job> {
  const form = new FormData();
  form.append("file", file);
  form.append("status", given.isDraft ? "draft" : "open");
  for (const [name, value] of Object.entries(partsOf(given))) form.append(name, value);
  return api.upload<Job>("/uploadJD", form, { onProgress });
}
