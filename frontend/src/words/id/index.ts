/** Every word in Indonesian. */
import type { Words } from "..";
import { analytics } from "./analytics";
import { board } from "./board";
import { entry } from "./entry";
import { interviews } from "./interviews";
import { jobs } from "./jobs";
import { match } from "./match";
import { me } from "./me";
import { parts } from "./parts";
import { rank } from "./rank";
import { resumes } from "./resumes";
import { search } from "./search";
import { settings } from "./settings";
import { shell } from "./shell";
import { tasks } from "./tasks";

export const indonesian: Words = { analytics, board, entry, interviews, jobs, match, me, parts, rank, resumes, search, settings, shell, tasks };
