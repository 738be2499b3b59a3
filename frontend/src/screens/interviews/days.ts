/** Days, weeks and months of a calendar in the time zone of this browser; weeks begin on Monday. */
import { useLanguage } from "@/words";

export const HOME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const startOfDay = (moment: Date) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
export const plusDays = (day: Date, count: number) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + count);
export const startOfWeek = (moment: Date) => plusDays(startOfDay(moment), -((moment.getDay() + 6) % 7));
export const startOfMonth = (moment: Date) => new Date(moment.getFullYear(), moment.getMonth(), 1);
export const plusMonths = (moment: Date, count: number) => new Date(moment.getFullYear(), moment.getMonth() + count, 1);
export const isSameDay = (one: Date, other: Date) => startOfDay(one).getTime() === startOfDay(other).getTime();
export const isoDay = (day: Date) => [day.getFullYear(), two(day.getMonth() + 1), two(day.getDate())].join("-");
export const daysFrom = (first: Date, count: number) => Array.from({ length: count }, (_, at) => plusDays(first, at));

const two = (number: number) => String(number).padStart(2, "0");

export type View = "week" | "month" | "list";
export const VIEWS: readonly View[] = ["week", "month", "list"];

/** The days that a view shows; a month is shown in whole weeks, a list reaches three months ahead. */
export function spanOf(view: View, day: Date): { from: Date; to: Date } {
  if (view === "week") return { from: startOfWeek(day), to: plusDays(startOfWeek(day), 7) };
  if (view === "list") return { from: startOfDay(day), to: plusDays(day, 92) };
  const from = startOfWeek(startOfMonth(day));
  return { from, to: plusDays(from, 42) };
}

export function stepped(view: View, day: Date, step: -1 | 1): Date {
  if (view === "month") return plusMonths(day, step);
  return plusDays(day, step * (view === "week" ? 7 : 92));
}

export function useDays() {
  const { language } = useLanguage();
  const locale = language === "id" ? "id-ID" : "en-GB";
  const as = (options: Intl.DateTimeFormatOptions) => (moment: Date | string) => new Intl.DateTimeFormat(locale, options).format(new Date(moment));
  return {
    weekday: as({ weekday: "short" }),
    dayOfMonth: as({ day: "numeric" }),
    full: as({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
    month: as({ month: "long", year: "numeric" }),
    time: as({ hour: "2-digit", minute: "2-digit" }),
    hour: (hour: number) => as({ hour: "2-digit", minute: "2-digit" })(new Date(2026, 0, 5, hour)),
    span: (from: Date, to: Date) => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" }).formatRange(from, to),
    in: (moment: string, timeZone: string) => as({ dateStyle: "medium", timeStyle: "short", timeZone })(moment),
  };
}
