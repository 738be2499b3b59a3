/** What the screens of jobs ask of the server and how they name what comes back. */
import type { Shape } from "@shortlist/client";
import { answer, api } from "@/app/api";
import type { Words } from "@/words";

export type Job = Shape<"JobOut">;
export const STATUSES = ["open", "draft", "closed"] as const;
export const FILTERS = ["all", ...STATUSES, "deleted"] as const;
export const SORTS = ["newest", "title", "updated"] as const;
export type Filter = (typeof FILTERS)[number];
export type Sort = (typeof SORTS)[number];

export const titleOf = (job: Pick<Job, "title" | "job_id">, words: Words["jobs"]) => job.title ?? words.untitled(job.job_id);

export function listed(asked: { q: string; status: Filter; sort: Sort; page: number }) {
  const { q, status, sort, page } = asked;
  const which = status === "all" ? {} : status === "deleted" ? { deleted: true } : { status };
  return answer(api.GET("/api/v1/jobs", { params: { query: { ...(q ? { q } : {}), ...which, sort, page, limit: 20 } } }));
}

export const shown = async (id: string) => (await answer(api.GET("/api/v1/jobs/{job_id}", { params: { path: { job_id: id } } }))) as Job;

/** Refuses to change another version than the one that is on the screen. */
const ofVersion = (job: Job) => ({ "If-Match": `"${job.job_id}-${job.version}"` });

export function changed(job: Job, body: Shape<"JobChange">) {
  return answer(api.PATCH("/api/v1/jobs/{job_id}", { params: { path: { job_id: job.job_id } }, headers: ofVersion(job), body }));
}

export type Step = "publish" | "close" | "remove" | "restore";

export async function stepped(job: Job, step: Step): Promise<void> {
  const params = { path: { job_id: job.job_id } };
  if (step === "publish") await api.POST("/api/v1/jobs/{job_id}/publish", { params });
  else if (step === "close") await api.POST("/api/v1/jobs/{job_id}/close", { params });
  else if (step === "restore") await api.POST("/api/v1/jobs/{job_id}/restore", { params });
  else await api.DELETE("/api/v1/jobs/{job_id}", { params, headers: ofVersion(job) });
}

/** The steps that are open to a job as it stands. */
export function stepsOf(job: Job): Step[] {
  if (job.deleted_at) return ["restore"];
  return [job.status === "open" ? "close" : "publish", "remove"];
}

export const FIELDS = [
  "seniority", "company", "department", "location", "remote", "remote_area", "employment_type", "salary", "min_experience_years",
  "education_level", "education_fields", "languages", "certifications", "industry", "start", "deadline", "openings", "benefits",
] as const;
export type FieldName = (typeof FIELDS)[number];

/** A fact as words; empty where the ad does not say it. */
export function said(job: Job, name: FieldName, words: Words["jobs"], number: (value: number, digits?: number) => string, language: (code: string) => string): string {
  const value = job[name];
  if (value === null || value === undefined) return "";
  if (name === "remote") return words.remotes[value as keyof typeof words.remotes];
  if (name === "employment_type") return named(words.kinds, value as string);
  if (name === "seniority") return named(words.levels, value as string);
  if (name === "education_level") return named(words.educations, value as string);
  if (name === "location") return (value as Shape<"PlaceOut">).text;
  if (name === "min_experience_years") return words.years(number(value as number, 1));
  if (name === "languages") return (value as Shape<"LanguageOut">[]).map((one) => language(one.language)).join(", ");
  if (name === "salary") return salary(value as Shape<"SalaryOut">, words, number);
  return Array.isArray(value) ? value.map(String).join(", ") : String(value);
}

const named = (names: Record<string, string>, value: string) => names[value] ?? value;

function salary({ min, max, currency, period }: Shape<"SalaryOut">, words: Words["jobs"], number: (value: number) => string): string {
  const sums = [...new Set([min, max])].filter((sum) => sum !== null).map((sum) => number(sum));
  return [currency, sums.join(" – "), period && named(words.periods, period)].filter(Boolean).join(" ");
}
