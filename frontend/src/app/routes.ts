/** Every screen: one line each. The first one that a role may see is its start. */
import type { ComponentType } from "react";
import type { IconName } from "@/parts";
import type { Words } from "@/words";
import type { Role } from "./session";

export interface Screen {
  path: string;
  name: keyof Words["shell"]["screens"];
  /** Without an icon it is not in the navigation. */
  icon?: IconName;
  roles: readonly Role[];
  load: () => Promise<{ default: ComponentType }>;
}

const STAFF = ["admin", "recruiter"] as const;
const ALL = ["admin", "recruiter", "candidate"] as const;

export const SCREENS: readonly Screen[] = [
  { path: "rank", name: "rank", icon: "rank", roles: STAFF, load: () => import("@/screens/rank/RankScreen") },
  { path: "rank/:id", name: "rank", roles: STAFF, load: () => import("@/screens/rank/RankingScreen") },
  { path: "rank/:id/compare", name: "rank", roles: STAFF, load: () => import("@/screens/rank/CompareScreen") },
  { path: "match/:id", name: "match", roles: STAFF, load: () => import("@/screens/match/MatchScreen") },
  { path: "me", name: "me", icon: "me", roles: ["candidate"], load: () => import("@/screens/me/MeScreen") },
  { path: "jobs", name: "jobs", icon: "jobs", roles: ALL, load: () => import("@/screens/jobs/JobsScreen") },
  { path: "jobs/:id", name: "job", roles: ALL, load: () => import("@/screens/jobs/JobScreen") },
  { path: "resumes", name: "resumes", icon: "file", roles: STAFF, load: () => import("@/screens/resumes/ResumesScreen") },
  { path: "resumes/:id", name: "resume", roles: STAFF, load: () => import("@/screens/resumes/ResumeScreen") },
  { path: "board", name: "board", icon: "board", roles: STAFF, load: () => import("@/screens/board/BoardScreen") },
  { path: "board/:id", name: "board", roles: STAFF, load: () => import("@/screens/board/BoardScreen") },
  { path: "tasks", name: "tasks", icon: "upload", roles: STAFF, load: () => import("@/screens/tasks/TasksScreen") },
  { path: "tasks/:id", name: "task", roles: STAFF, load: () => import("@/screens/tasks/TaskScreen") },
  { path: "interviews", name: "interviews", icon: "interviews", roles: STAFF, load: () => import("@/screens/interviews/InterviewsScreen") },
  { path: "search", name: "search", icon: "search", roles: STAFF, load: () => import("@/screens/search/SearchScreen") },
  { path: "analytics", name: "analytics", icon: "analytics", roles: STAFF, load: () => import("@/screens/analytics/AnalyticsScreen") },
  { path: "settings", name: "settings", icon: "settings", roles: ALL, load: () => import("@/screens/settings/SettingsScreen") },
  { path: "settings/:section", name: "settings", roles: ALL, load: () => import("@/screens/settings/SettingsScreen") },
];

export const screensFor = (role: Role) => SCREENS.filter(({ roles }) => roles.includes(role));

export const startOf = (role: Role) => `/${screensFor(role)[0]?.path ?? "settings"}`;
