import { Chip } from "@/parts";
import { useWords } from "@/words";
import type { Job } from "./jobs";

const TONES = { draft: "info", open: "good", closed: "plain" } as const;

export function JobStatus({ job }: { job: Job }) {
  const { jobs } = useWords();
  if (job.deleted_at) return <Chip tone="bad">{jobs.deleted}</Chip>;
  return <Chip tone={TONES[job.status]}>{jobs.statuses[job.status]}</Chip>;
}
