/** What the screens of interviews ask of the server. */
import type { Shape } from "@shortlist/client";
import { answer, api } from "@/app/api";
import type { Words } from "@/words";

export type Interview = Shape<"InterviewOut">;
export const TYPES = ["phone", "video", "onsite", "technical"] as const;
const MOST = 100;

export const whoOf = (interview: Interview, words: Words["interviews"]) => interview.candidate_name ?? words.unnamed(interview.resume_id);
export const hasBegun = (interview: Interview) => new Date(interview.start) <= new Date();

export interface Asked {
  from: string;
  to: string;
  mine: boolean;
  isWithCancelled: boolean;
}

export const between = ({ from, to, mine, isWithCancelled }: Asked) =>
  answer(
    api.GET("/api/v1/interviews", {
      params: { query: { from, to, limit: MOST, ...(mine ? { mine } : {}), ...(isWithCancelled ? {} : { status: ["scheduled", "completed", "no_show"] as const }) } as never },
    }),
  );

export const colleagues = () => answer(api.GET("/api/v1/interviews/interviewers", { params: { query: { limit: MOST } } }));

export async function invitable(job: string) {
  const query = { status: ["shortlisted", "interview"] as ("shortlisted" | "interview")[], limit: MOST };
  return (await answer(api.GET("/api/v1/jobs/{job_id}/candidates", { params: { path: { job_id: job }, query } }))) as Shape<"RankedList">;
}

export const ofVersion = (interview: Interview) => ({ "If-Match": `"${interview.interview_id}-${interview.version}"` });
