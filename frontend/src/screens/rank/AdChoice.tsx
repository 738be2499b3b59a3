import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { answer, api } from "@/app/api";
import { Button, FileDrop, Icon, JOB_TYPES, Loaded, Select, Skeleton, Tabs, TextArea, TextField } from "@/parts";
import { useWords } from "@/words";
import styles from "./AdChoice.module.css";

export interface Ad {
  from: "text" | "file" | "stored";
  text: string;
  file: File | null;
  jobId: string;
}

export const NO_AD: Ad = { from: "text", text: "", file: null, jobId: "" };

export const isAdGiven = ({ from, text, file, jobId }: Ad) =>
  Boolean(from === "text" ? text.trim() : from === "file" ? file : jobId);

interface Props {
  ad: Ad;
  onChange: (ad: Ad) => void;
  /** What is wrong with it, as a sentence. */
  error?: string | undefined;
}

/** The ad as pasted text, as a file, or as a job that is stored; each keeps what it has while another is shown. */
export function AdChoice({ ad, onChange, error }: Props) {
  const { rank: words } = useWords();
  const tabs = [
    { key: "text", label: words.adText, content: () => (
      <TextArea label={words.adLabel} hint={words.adHint} error={error} rows={11} value={ad.text} maxLength={1_000_000}
        onChange={(event) => onChange({ ...ad, text: event.target.value })} />
    ) },
    { key: "file", label: words.adFile, content: () => <AdFile ad={ad} onChange={onChange} error={error} /> },
    { key: "stored", label: words.adStored, content: () => <StoredJobs ad={ad} onChange={onChange} error={error} /> },
  ];
  return <Tabs label={words.adHow} tabs={tabs} chosen={ad.from} onChoose={(from) => onChange({ ...ad, from: from as Ad["from"] })} />;
}

function AdFile({ ad, onChange, error }: Props) {
  const { rank: words } = useWords();
  return (
    <div className={styles.file}>
      <FileDrop label={words.adDrop} hint={words.adFileHint} accept={JOB_TYPES} onFiles={([file]) => file && onChange({ ...ad, file })} />
      {ad.file && (
        <p className={styles.chosen}>
          <Icon name="file" size={18} /><span className={styles.name}>{ad.file.name}</span>
          <Button kind="quiet" size="s" icon="close" aria-label={words.remove(ad.file.name)} onClick={() => onChange({ ...ad, file: null })} />
        </p>
      )}
      {error && <p className={styles.error} role="alert">{error}</p>}
    </div>
  );
}

const SHOWN = 100;
const WORTH_SEARCHING = 12;

function StoredJobs({ ad, onChange, error }: Props) {
  const { rank: words } = useWords();
  const [q, setQ] = useState("");
  const asked = useDeferredValue(q.trim());
  const jobs = useQuery({
    queryKey: ["jobs", { status: "open", limit: SHOWN, q: asked }],
    queryFn: () => answer(api.GET("/api/v1/jobs", { params: { query: { status: "open", limit: SHOWN, ...(asked ? { q: asked } : {}) } } })),
    placeholderData: (before) => before,
  });
  return (
    <Loaded query={jobs} waiting={<Skeleton lines={1} height="4rem" />}>
      {({ items, total }) => (
        <div className={styles.file}>
          {(q || total > WORTH_SEARCHING) && (
            <TextField label={words.adSearch} type="search" value={q} maxLength={200} onChange={(event) => setQ(event.target.value)} />
          )}
          {items.length > 0 ? (
            <Select label={words.adJob} error={error} value={ad.jobId}
              options={[["", ""], ...items.map((job) => [job.job_id, [job.title ?? words.untitled(job.job_id), job.company].filter(Boolean).join(" · ")] as const)]}
              onChange={(event) => onChange({ ...ad, jobId: event.target.value })} />
          ) : (
            <p className="soft">{q ? words.adNoneFound : words.adNone}</p>
          )}
        </div>
      )}
    </Loaded>
  );
}
