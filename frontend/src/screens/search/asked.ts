/** What is looked for, as the form holds it and as the API takes it. */
import type { Shape } from "@shortlist/client";

export interface Asked {
  resumeId: string;
  keywords: string;
  location: string;
  experience: readonly string[];
  remote: readonly string[];
  jobType: readonly string[];
  salaryMin: string;
  postedWithin: string;
  notCompanies: string;
  notWords: string;
  sources: readonly string[];
}

export const NOTHING: Asked = {
  resumeId: "", keywords: "", location: "", experience: [], remote: [], jobType: [], salaryMin: "", postedWithin: "", notCompanies: "",
  notWords: "", sources: [],
};

type JobType = NonNullable<Shape<"SavedQuery">["job_type"]>[number];

const parted = (said: string) => said.split(",").map((one) => one.trim()).filter(Boolean);

/** The address of one page of an answer, or of its events. */
export function addressOf(asked: Asked, page: number, isFollowed: boolean): string {
  const given = new URLSearchParams({ resume_id: asked.resumeId, page: String(page), limit: "20" });
  const put = (name: string, value: string) => value && given.set(name, value);
  put("keywords", asked.keywords.trim());
  put("location", asked.location.trim());
  put("experience", asked.experience.join(","));
  put("remote", asked.remote.join(","));
  put("job_type", asked.jobType.join(","));
  put("salary_min", asked.salaryMin);
  put("posted_within", asked.postedWithin);
  put("exclude_companies", parted(asked.notCompanies).join(","));
  put("exclude_keywords", parted(asked.notWords).join(","));
  asked.sources.forEach((source) => given.append("sources", source));
  return `/api/v1/jobs/search_and_match${isFollowed ? "/events" : ""}?${given.toString()}`;
}

/** The same as a saved search keeps it. */
export function queryOf(asked: Asked): Shape<"SavedQuery"> {
  return {
    keywords: asked.keywords.trim(),
    location: asked.location.trim(),
    experience: asked.experience.map(Number),
    remote: asked.remote.map(Number),
    job_type: asked.jobType.map((one) => one as JobType),
    salary_min: asked.salaryMin ? Number(asked.salaryMin) : null,
    posted_within: asked.postedWithin ? Number(asked.postedWithin) : null,
    exclude_companies: parted(asked.notCompanies),
    exclude_keywords: parted(asked.notWords),
    sources: [...asked.sources],
  };
}
