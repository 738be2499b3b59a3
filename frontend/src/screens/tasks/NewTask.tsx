import { makeClient, type Shape } from "@shortlist/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useNavigate } from "react-router";
import { answer, api } from "@/app/api";
import { Button, FileDrop, Problem, Progress, RESUME_TYPES, Select, TextArea, TextField } from "@/parts";
import { useFormat, useLanguage, useWords } from "@/words";
import styles from "./tasks.module.css";

const MOST_FILES = 100;

/** Makes a task, sends its files in parts, and has them matched; then its own screen goes on. */
export function NewTask() {
  const { tasks: words } = useWords();
  const format = useFormat();
  const { language } = useLanguage();
  const go = useNavigate();
  const [files, setFiles] = useState<readonly File[]>([]);
  const [name, setName] = useState("");
  const [job, setJob] = useState("");
  const [ad, setAd] = useState("");
  const [sent, setSent] = useState(0);
  const [missing, setMissing] = useState("");
  const jobs = useQuery({ queryKey: ["jobs", { forTasks: true }], queryFn: () => answer(api.GET("/api/v1/jobs", { params: { query: { limit: 100 } } })) });
  const list = typeof jobs.data === "object" && "items" in jobs.data ? jobs.data.items : [];

  const start = useMutation({
    mutationFn: async () => {
      const task = await answer(api.POST("/create_task", { body: { name: name.trim() || null, role: null } }));
      // The task's own token is all that the next calls take.
      const held = { access: task.token, refresh: "" };
      const own = makeClient({ tokens: { get: () => held, keep: () => undefined, drop: () => undefined }, language: () => language });
      for (let at = 0; at < files.length; at += MOST_FILES) {
        const form = new FormData();
        const part = files.slice(at, at + MOST_FILES);
        part.forEach((file) => form.append("files", file));
        // Files that are refused are told with their reasons by the task, beside those that turn out unreadable.
        await own.upload<Shape<"UploadOut">>("/upload_files", form, { onProgress: (share) => setSent((at + share * part.length) / files.length) });
      }
      await answer(own.POST("/process_task", { body: { role: null, job_description: job ? null : ad, job_id: job || null, profile: "balanced" } }));
      return task.task_id;
    },
    onSuccess: (id) => void go(`/tasks/${id}`),
    onSettled: () => setSent(0),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const lacks = files.length === 0 ? words.needFiles : !job && !ad.trim() ? words.needJob : "";
    setMissing(lacks);
    if (!lacks) start.mutate();
  };
  return (
    <form className="card stack" onSubmit={submit} aria-label={words.new} noValidate>
      <h2>{words.new}</h2>
      <FileDrop label={words.files} hint={words.drop} accept={`${RESUME_TYPES},.zip`} isMany isDisabled={start.isPending} onFiles={(more) => setFiles([...files, ...more])} />
      <p className="soft small" role="status">
        {files.length ? words.chosen(format.number(files.length)) : words.hint}{" "}
        {files.length > 0 && !start.isPending && <Button size="s" kind="quiet" onClick={() => setFiles([])}>{words.remove}</Button>}
      </p>
      <div className={styles.fields}>
        <TextField label={words.name} maxLength={300} value={name} onChange={(event) => setName(event.target.value)} />
        <Select label={words.job} value={job} options={[["", words.noJob], ...list.map(({ job_id: id, title }) => [id, `${id} · ${title ?? ""}`] as const)]}
          onChange={(event) => setJob(event.target.value)} />
      </div>
      {!job && <TextArea label={words.ad} rows={5} maxLength={250_000} value={ad} onChange={(event) => setAd(event.target.value)} />}
      {missing && <p role="alert" className={styles.missing}>{missing}</p>}
      {start.error && <Problem error={start.error} />}
      {start.isPending && <Progress label={sent < 1 ? words.sending : words.starting} share={sent} />}
      <div><Button kind="primary" type="submit" icon="upload" isBusy={start.isPending}>{words.go}</Button></div>
    </form>
  );
}
