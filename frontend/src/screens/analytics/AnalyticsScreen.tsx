import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "@/app/api";
import { saveFile } from "@/app/saveFile";
import { Button, Page, Select, TextField, useToast } from "@/parts";
import { useWords } from "@/words";
import styles from "./analytics.module.css";
import { Agreement, Funnel, OverTime, Scores, Skills, Sources, Stays, ToHire } from "./panels";
import { addressOf, type Period } from "./period";
import { Tiles } from "./Tiles";

/** Figures of hiring, all of the same jobs and days; each as a chart, a table and a file. */
export default function AnalyticsScreen() {
  const { analytics: words } = useWords();
  const [period, setPeriod] = useState<Period>({ jobId: "", from: "", to: "" });
  const jobs = useQuery({
    queryKey: ["jobs", { forAnalytics: true }],
    queryFn: () => answer(api.GET("/api/v1/jobs", { params: { query: { limit: 100 } } })),
  });
  const list = typeof jobs.data === "object" && "items" in jobs.data ? jobs.data.items : [];
  const named = list.map(({ job_id: id, title }) => [id, `${id} · ${title ?? ""}`] as const);
  const put = (change: Partial<Period>) => setPeriod({ ...period, ...change });
  return (
    <Page title={words.title} lead={words.lead} actions={period.jobId ? <Report period={period} /> : undefined}>
      <form className={`card ${styles.filters}`} aria-label={words.filters} onSubmit={(event) => event.preventDefault()}>
        <Select label={words.job} value={period.jobId} options={[["", words.allJobs], ...named]} onChange={(event) => put({ jobId: event.target.value })} />
        <TextField label={words.from} type="date" max={period.to || undefined} value={period.from} onChange={(event) => put({ from: event.target.value })} />
        <TextField label={words.to} type="date" min={period.from || undefined} value={period.to} onChange={(event) => put({ to: event.target.value })} />
      </form>
      <Tiles period={period} />
      <div className={styles.panels}>
        <OverTime period={period} />
        <Funnel period={period} />
        <Scores period={period} />
        <Skills period={period} />
        <Stays period={period} />
        <ToHire period={period} />
        <Sources period={period} />
        <Agreement period={period} />
      </div>
    </Page>
  );
}

function Report({ period }: { period: Period }) {
  const { analytics: words } = useWords();
  const say = useToast();
  const fetch = () => api.download(addressOf("report", period)).then(saveFile).catch((error: Error) => say(error.message, "bad"));
  return <Button icon="download" onClick={() => void fetch()}>{words.report}</Button>;
}
