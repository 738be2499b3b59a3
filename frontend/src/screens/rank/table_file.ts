/** The rows of the page as a CSV file: for rankings that the server does not write as one (some résumés, own weights). */
import type { Ranked } from "./ranking";

const COLUMNS = [
  "rank", "match_id", "resume_id", "candidate_name", "job_id", "job_title", "match_score", "grade", "fit_probability", "profile",
  "matched_skills", "partial_skills", "missing_skills", "relevant_years", "comments",
] as const;

export function tableFile(rows: readonly (Ranked & { place: number })[]): Blob {
  const lines = rows.map((row) => {
    const values: Record<(typeof COLUMNS)[number], unknown> = {
      ...row,
      rank: row.place,
      partial_skills: row.partial_skills.map(({ wanted, has }) => `${has} for ${wanted}`),
      relevant_years: row.experience.relevant_years,
    };
    return COLUMNS.map((column) => cell(values[column])).join(",");
  });
  return new Blob([`\ufeff${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`], { type: "text/csv" });
}

/** What a spreadsheet would run as a formula gets a quote in front, as in the server's own files. */
function cell(value: unknown): string {
  if (typeof value === "number") return String(value);
  const text = Array.isArray(value) ? value.join("; ") : String(value ?? "");
  const safe = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
