/** The languages of the page, and the one this browser asked for. */
export const LANGUAGES = { en: "English", id: "Bahasa Indonesia" } as const;
export type Language = keyof typeof LANGUAGES;
const KEY = "shortlist.language";

export function keptLanguage(): Language {
  const wanted = localStorage.getItem(KEY) ?? navigator.language.slice(0, 2);
  return wanted in LANGUAGES ? (wanted as Language) : "en";
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
}
