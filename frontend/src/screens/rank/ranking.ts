/** Candidates of a job as the server ranks them: all stored ones, or some, by a profile or by weights of one's own. */
import type { Shape } from "@shortlist/client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "@/app/api";
import type { Asked, Order } from "./asked";

export type Ranked = Shape<"MatchOut"> & { match_id: string; resume_id: string };

export interface Ranking {
  /** In the order asked for; `place` is that by score, from 1. */
  rows: readonly (Ranked & { place: number })[];
  /** How many there are before pages are made of them. */
  total: number;
  /** Are being scored in the background. */
  unscored: number;
  isMostPromising: boolean;
}

export const PER_PAGE = 50;
const MOST_IDS = 100;

/** `ready`: of the résumés asked for those that are read. */
export function useRanking(jobId: string, asked: Asked, language: string, ready: readonly string[] | null) {
  const { profile, weights, minScore, skill, isBlind, page } = asked;
  const key = { of: ready, profile, weights, isBlind, language };
  const isPaged = ready === null;
  return useQuery({
    queryKey: ["jobs", jobId, "candidates", isPaged ? { ...key, minScore, skill, page } : key],
    queryFn: () => (ready ? someRanked(jobId, ready, asked) : weights ? allByWeights(jobId, asked) : allByProfile(jobId, asked)),
    placeholderData: keepPreviousData,
    select: (found: Ranking) => arranged(isPaged && !weights ? found : { ...found, rows: found.rows.filter(passes(asked)) }, asked.order),
  });
}

async function someRanked(jobId: string, ids: readonly string[], { profile, weights, isBlind }: Asked): Promise<Ranking> {
  const parts = Array.from({ length: Math.ceil(ids.length / MOST_IDS) }, (_, at) => ids.slice(at * MOST_IDS, (at + 1) * MOST_IDS));
  const found = await Promise.all(parts.map((some) => answer(api.POST("/match", {
    params: { query: { blind: isBlind } },
    body: { resume_ids: [...some], job_ids: [jobId], profile, weights: weights && { ...weights } } as Shape<"MatchRequest">,
  }))));
  const rows = placed(found.flatMap(({ results }) => results as Ranked[]).sort(byScore));
  return { rows, total: rows.length, unscored: 0, isMostPromising: false };
}

async function allByWeights(jobId: string, { profile, weights, isBlind, page }: Asked): Promise<Ranking> {
  const found = await answer(api.POST("/match", {
    params: { query: { blind: isBlind } },
    body: { job_ids: [jobId], profile, weights: { ...weights }, page, limit: PER_PAGE } as Shape<"MatchRequest">,
  }));
  return {
    rows: placed(found.results as Ranked[], (page - 1) * PER_PAGE),
    total: found.total ?? found.count,
    unscored: 0,
    isMostPromising: found.considered === "most_promising",
  };
}

async function allByProfile(jobId: string, asked: Asked): Promise<Ranking> {
  const query = { ...filtersOf(asked), page: asked.page, limit: PER_PAGE };
  const found = (await answer(api.GET("/api/v1/jobs/{job_id}/candidates", { params: { path: { job_id: jobId }, query } }))) as Shape<"RankedList">;
  return {
    rows: placed(found.items as Ranked[], (asked.page - 1) * PER_PAGE),
    total: found.total,
    unscored: found.unscored,
    isMostPromising: found.considered === "most_promising",
  };
}

/** The filters as the list of candidates takes them. */
export const filtersOf = ({ profile, minScore, skill, isBlind }: Asked) => ({
  profile,
  blind: isBlind,
  ...(minScore ? { min_score: minScore } : {}),
  ...(skill.trim() ? { skill: [skill.trim()] } : {}),
});

const passes = ({ minScore, skill }: Asked) => (row: Ranked) => {
  const wanted = skill.trim().toLowerCase();
  const shown = [...row.matched_skills, ...row.additional_skills, ...row.partial_skills.map(({ has }) => has)];
  return row.match_score >= minScore && (!wanted || shown.some((name) => name.toLowerCase().includes(wanted)));
};

const byScore = (one: Ranked, other: Ranked) => other.match_score - one.match_score;

const placed = (rows: readonly Ranked[], before = 0) => rows.map((row, at) => ({ ...row, place: before + at + 1 }));

function arranged(found: Ranking, order: Order): Ranking {
  const compare: Record<Order, (one: Ranked, other: Ranked) => number> = {
    score: () => 0,
    name: (one, other) => (one.candidate_name ?? "").localeCompare(other.candidate_name ?? ""),
    experience: (one, other) => other.experience.relevant_years - one.experience.relevant_years,
    missing: (one, other) => one.missing_skills.length - other.missing_skills.length,
  };
  return { ...found, rows: [...found.rows].sort(compare[order]) };
}
