/** What the screens of résumés ask of the server. */
import type { Shape } from "@shortlist/client";
import { answer, api } from "@/app/api";
import type { Words } from "@/words";

export type Resume = Shape<"ResumeOut">;
export const SORTS = ["newest", "name", "experience"] as const;
export type Sort = (typeof SORTS)[number];
/** A scan is asked for again this often until it is read. */
export const POLL_MS = 2_000;

export const nameOf = (resume: Resume, words: Words["resumes"]) => resume.name ?? words.unnamed(resume.resume_id);

export const listed = (asked: { q: string; sort: Sort; page: number }) =>
  answer(api.GET("/api/v1/resumes", { params: { query: { ...(asked.q ? { q: asked.q } : {}), sort: asked.sort, page: asked.page, limit: 20 } } }));

export const shown = async (id: string) =>
  (await answer(api.GET("/api/v1/resumes/{resume_id}", { params: { path: { resume_id: id } } }))) as Resume;

export const changed = (id: string, body: Shape<"ResumeChange">) =>
  answer(api.PATCH("/api/v1/resumes/{resume_id}", { params: { path: { resume_id: id } }, body }));

export interface Uploaded {
  results: Resume[];
  errors: Shape<"FileVerdict">[];
}

/** One file answers with its résumé, several with a list; here both are a list. */
export async function uploaded(files: readonly File[], onProgress: (share: number) => void): Promise<Uploaded> {
  const form = new FormData();
  for (const file of files) form.append("file", file);
  const given = await api.upload<Resume | Uploaded>("/api/v1/resumes/upload", form, { onProgress });
  return "results" in given ? given : { results: [given], errors: [] };
}
