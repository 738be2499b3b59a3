/** Dates of a résumé as months on a line: January of the year 1 is 12. */
import type { Shape } from "@shortlist/client";

interface Stretch {
  from: number;
  to: number;
}

export interface Laid extends Stretch {
  /** `at`: which entry of the résumé it is. */
  jobs: readonly (Stretch & { at: number })[];
  gaps: readonly Stretch[];
}

/** "2021-03" or "2021"; an end without a month is the end of its year. */
export function monthOf(date: string, isEnd = false): number {
  const [year = 0, month = isEnd ? 12 : 1] = date.split("-").map(Number);
  return year * 12 + month - (isEnd ? 0 : 1);
}

/** The jobs that have dates, with the gaps between them; null where none has. */
export function laidOut(resume: Shape<"ResumeOut">): Laid | null {
  const jobs = (resume.experience ?? []).flatMap(({ start, end, current }, at) => {
    const last = current ? resume.as_of : (end ?? start);
    return start && last ? [{ at, from: monthOf(start), to: Math.max(monthOf(last, true), monthOf(start) + 1) }] : [];
  });
  if (jobs.length === 0) return null;
  const gaps = (resume.experience_gaps ?? []).map(({ after, before }) => ({ from: monthOf(after, true), to: monthOf(before) }));
  const from = Math.min(...jobs.map((job) => job.from));
  const to = Math.max(...jobs.map((job) => job.to));
  // A little room at both ends, for the names of the years.
  const room = Math.max(3, Math.round((to - from) * 0.04));
  return { jobs, gaps: gaps.filter((gap) => gap.to > gap.from), from: from - room, to: to + room };
}
