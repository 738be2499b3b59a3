/** The statuses, the moves that the server takes between them, and what the board asks of it. */
import type { Shape } from "@shortlist/client";
import { answer, api } from "@/app/api";
import type { Words } from "@/words";

export type Candidate = Shape<"RankedOut">;
export type Status = Candidate["status"];
type Ranked = Shape<"RankedList">;

/** In the order of the columns. The server decides; this only offers what it will take (tests hold both together). */
export const MOVES: Record<Status, readonly Status[]> = {
  pending: ["reviewed", "shortlisted", "rejected", "withdrawn"],
  reviewed: ["shortlisted", "rejected", "withdrawn"],
  shortlisted: ["reviewed", "interview", "rejected", "withdrawn"],
  interview: ["shortlisted", "offer", "rejected", "withdrawn"],
  offer: ["interview", "hired", "rejected", "withdrawn"],
  hired: [],
  rejected: ["reviewed"],
  withdrawn: [],
};
export const STATUSES = Object.keys(MOVES) as Status[];
export const TONES = {
  pending: "plain", reviewed: "info", shortlisted: "brand", interview: "brand", offer: "warn", hired: "good", rejected: "bad", withdrawn: "plain",
} as const;

export const nameOf = (candidate: Candidate, words: Words["board"]) => candidate.candidate_name ?? words.unnamed(candidate.resume_id ?? "");

/** Where all that was moved fits on a page or two, who is new is fetched apart, best first. */
export const SHOWN = 50;
export const PARTS = { fresh: ["pending"], moved: STATUSES.slice(1) } as const satisfies Record<string, readonly Status[]>;
export type Part = keyof typeof PARTS;
export const boardKey = (job: string, part: Part, q: string) => ["jobs", job, "candidates", { part, q }] as const;

export async function cards(job: string, part: Part, q: string, page: number): Promise<Ranked> {
  const query = { status: [...PARTS[part]], limit: part === "fresh" ? SHOWN : 100, page, ...(q ? { q } : {}) };
  return (await answer(api.GET("/api/v1/jobs/{job_id}/candidates", { params: { path: { job_id: job }, query } }))) as Ranked;
}

export interface Move {
  resumes: readonly string[];
  from: Status | null;
  to: Status;
  note: string;
}

export interface Moved {
  done: readonly string[];
  refused: Shape<"MovesOut">["errors"];
}

/** One candidate is moved only from where the board shows them; several get a verdict each. */
export async function moved(job: string, { resumes, from, to, note }: Move): Promise<Moved> {
  const [only] = resumes;
  const why = note.trim() ? { note: note.trim() } : {};
  if (resumes.length === 1 && only && from) {
    const path = { job_id: job, resume_id: only };
    await answer(api.PATCH("/api/v1/jobs/{job_id}/candidates/{resume_id}", { params: { path }, body: { status: to, status_from: from, ...why } }));
    return { done: [only], refused: [] };
  }
  const body = { resume_ids: [...resumes], status: to, ...why };
  const said = await answer(api.POST("/api/v1/jobs/{job_id}/candidates/moves", { params: { path: { job_id: job } }, body }));
  return { done: said.results.map(({ resume_id }) => resume_id), refused: said.errors };
}

/** The moves that all of these can make. */
export const sharedMoves = (candidates: readonly Candidate[]) =>
  STATUSES.filter((to) => candidates.length > 0 && candidates.every(({ status }) => MOVES[status].includes(to)));
