/** With the arrow keys a lifted card goes from column to column instead of by pixels. */
import type { KeyboardCoordinateGetter } from "@dnd-kit/core";
import { STATUSES, type Status } from "./board";

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };

export const byColumns: KeyboardCoordinateGetter = (event, { context: { active, over, droppableRects }, currentCoordinates }) => {
  const step = STEPS[event.code];
  if (step === undefined) return undefined;
  event.preventDefault();
  const here = (over?.id ?? (active?.data.current as { status?: Status } | undefined)?.status) as Status | undefined;
  const next = here && STATUSES[STATUSES.indexOf(here) + step];
  const place = next && droppableRects.get(next);
  return place ? { x: place.left + (place.width - (active?.rect.current.initial?.width ?? place.width)) / 2, y: currentCoordinates.y } : undefined;
};
