/** What candidates ask the server about themselves. */
import { answer, api } from "@/app/api";

export interface PartProps {
  onTab: (part: string) => void;
}

export const ownResumes = () => answer(api.GET("/api/v1/me/resumes", { params: { query: { limit: 100 } } }));
export const ownApplications = (page: number) => answer(api.GET("/api/v1/me/applications", { params: { query: { page, limit: 20 } } }));
export const ownInterviews = () => answer(api.GET("/api/v1/me/interviews", { params: { query: { limit: 100 } } }));
export const recommended = (resume: string, page: number) =>
  answer(api.GET("/api/v1/me/recommended", { params: { query: { page, limit: 10, ...(resume ? { resume_id: resume } : {}) } } }));
