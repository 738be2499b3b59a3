/** Numbers and moments as people of a language write them. */
import type { Language } from "./languages";

export interface Formats {
  /** 1,234.5 with at most `digits` after the point. */
  number(value: number, digits?: number): string;
  /** A share from 0 to 1 as 42 %. */
  percent(share: number): string;
  /** The same of a probability, which is never said to be certain: > 99 %. */
  likelihood(share: number): string;
  /** 3 Mar 2026 */
  date(moment: string | Date): string;
  /** 3 Mar 2026, 14:05, in the zone of this browser. */
  dateTime(moment: string | Date): string;
}

export function formats(language: Language): Formats {
  const locale = language === "id" ? "id-ID" : "en-GB";
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  return {
    likelihood: (share) => (share > 0.99 ? `> ${percent.format(0.99)}` : share < 0.01 ? `< ${percent.format(0.01)}` : percent.format(share)),
    number: (value, digits = 0) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value),
    percent: (share) => percent.format(share),
    date: (moment) => date.format(new Date(moment)),
    dateTime: (moment) => dateTime.format(new Date(moment)),
  };
}
