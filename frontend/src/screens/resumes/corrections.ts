/** A résumé as the fields of a form, and what of them differs as corrections for the server. */
import type { Shape } from "@shortlist/client";
import type { Resume } from "./resumes";

export interface Position {
  title: string;
  company: string;
  location: string;
  start: string;
  end: string;
  current: boolean;
  description: string;
}

export interface Study {
  institution: string;
  degree: string;
  level: string;
  field: string;
  start: string;
  end: string;
  grade: string;
}

export interface Spoken {
  language: string;
  level: string;
}

export const NO_POSITION: Position = { title: "", company: "", location: "", start: "", end: "", current: false, description: "" };
export const NO_STUDY: Study = { institution: "", degree: "", level: "", field: "", start: "", end: "", grade: "" };

export const written = (resume: Resume) => ({
  name: resume.name ?? "",
  headline: resume.headline ?? "",
  email: resume.email ?? "",
  phone: resume.phone ?? "",
  location: resume.location?.text ?? "",
  summary: resume.summary ?? "",
  skills: (resume.skills ?? []).map(({ name }) => name),
  experience: (resume.experience ?? []).map<Position>((one) => filled(NO_POSITION, one)),
  education: (resume.education ?? []).map<Study>((one) => filled(NO_STUDY, one)),
  languages: (resume.languages ?? []).map<Spoken>(({ language, level }) => ({ language, level: level ?? "" })),
  certifications: [...(resume.certifications ?? [])],
  links: [...(resume.links ?? [])],
});
export type Written = ReturnType<typeof written>;

/** Null when nothing differs. */
export function changeOf(resume: Resume, before: Written, after: Written): Shape<"ResumeCorrections"> | null {
  const corrections: Record<string, unknown> = {};
  for (const name of Object.keys(after) as (keyof Written)[]) {
    if (JSON.stringify(before[name]) !== JSON.stringify(after[name])) corrections[name] = sent(resume, name, after);
  }
  return Object.keys(corrections).length ? (corrections as Shape<"ResumeCorrections">) : null;
}

function sent(resume: Resume, name: keyof Written, now: Written): unknown {
  switch (name) {
    case "location":
      return now.location.trim() ? { text: now.location.trim() } : null;
    case "skills":
      return now.skills.map((skill) => {
        const read = resume.skills?.find((one) => one.name === skill);
        return read ? { id: read.id, name: skill, years: read.years, last_used: read.last_used, category: read.category } : { name: skill };
      });
    case "experience":
      // Its skills are left out: the server keeps those that the résumé still lists.
      return now.experience.map((one) => ({ ...without(one), end: one.current ? null : one.end.trim() || null }));
    case "education":
      return now.education.map(without);
    case "languages":
      return now.languages.filter(({ language }) => language).map(without);
    case "certifications":
    case "links":
      return now[name];
    default:
      return now[name].trim() || null;
  }
}

/** The texts of an entry; what is empty is not said. */
function without(entry: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, typeof value === "string" ? value.trim() || null : value]));
}

function filled<Entry extends object>(nothing: Entry, read: object): Entry {
  const known = read as Record<string, unknown>;
  return Object.fromEntries(Object.entries(nothing).map(([name, empty]) => [name, known[name] ?? empty])) as Entry;
}
