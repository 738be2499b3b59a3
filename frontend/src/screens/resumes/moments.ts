/** Days that résumés give, from 2021 to 2021-03-15, and names of languages, as people of a language write them. */
import { useLanguage } from "@/words";

export function useMoments() {
  const { language } = useLanguage();
  const locale = language === "id" ? "id-ID" : "en-GB";
  const month = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
  const names = new Intl.DisplayNames(locale, { type: "language" });
  return {
    day: (said: string | null): string => (said === null ? "" : said.length < 7 ? said : month.format(new Date(`${said.slice(0, 7)}-01`))),
    language: (code: string): string => {
      try {
        return names.of(code) ?? code;
      } catch {
        // What is no code is said as it is.
        return code;
      }
    },
  };
}
