/** Where interviews of one day lie: those at the same time share the width. */
import type { Interview } from "./interviews";

export interface Place {
  interview: Interview;
  /** In hours from the first one that is shown. */
  top: number;
  height: number;
  /** In percent of the day's width. */
  left: number;
  width: number;
}

const LEAST_HOURS = 0.75;
const HOUR_MS = 3_600_000;

export function placed(interviews: readonly Interview[], from: number): Place[] {
  const sorted = [...interviews].sort((one, other) => one.start.localeCompare(other.start));
  const groups: { ends: number; members: { interview: Interview; lane: number; top: number; height: number }[]; lanes: number[] }[] = [];
  for (const interview of sorted) {
    const start = new Date(interview.start);
    const top = start.getHours() + start.getMinutes() / 60 - from;
    const height = Math.max(LEAST_HOURS, (new Date(interview.end).getTime() - start.getTime()) / HOUR_MS);
    let group = groups.at(-1);
    if (!group || group.ends <= top) {
      group = { ends: 0, members: [], lanes: [] };
      groups.push(group);
    }
    const free = group.lanes.findIndex((until) => until <= top);
    const lane = free === -1 ? group.lanes.length : free;
    group.lanes[lane] = top + height;
    group.ends = Math.max(group.ends, top + height);
    group.members.push({ interview, lane, top, height });
  }
  return groups.flatMap(({ members, lanes }) =>
    members.map(({ interview, lane, top, height }) => ({ interview, top, height, left: (100 * lane) / lanes.length, width: 100 / lanes.length })),
  );
}
