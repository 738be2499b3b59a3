/** The words of the page in the chosen language: `const { jobs } = useWords()`; `useFormat()` for numbers and dates. */
import { createContext, use, useMemo, useState, type ReactNode } from "react";
import { english } from "./en";
import { formats, type Formats } from "./formats";
import { keepLanguage, keptLanguage, type Language } from "./languages";
import type { Same } from "./shape";

export type Words = Same<typeof english>;

interface Chosen {
  language: Language;
  words: Words;
  format: Formats;
  choose: (language: Language) => Promise<void>;
}

const Context = createContext<Chosen | null>(null);

export function useWords(): Words {
  return useLanguage().words;
}

export function useFormat(): Formats {
  return useLanguage().format;
}

export function useLanguage(): Chosen {
  const chosen = use(Context);
  if (!chosen) throw new Error("Words are used outside of WordsProvider.");
  return chosen;
}

/** Fetches a language; English is always there. */
export async function wordsIn(language: Language): Promise<Words> {
  return language === "id" ? (await import("./id")).indonesian : english;
}

export function WordsProvider({ first, children }: { first: Words; children: ReactNode }) {
  const [language, setLanguage] = useState(keptLanguage);
  const [words, setWords] = useState(first);
  const chosen = useMemo<Chosen>(() => {
    const choose = async (wanted: Language) => {
      setWords(await wordsIn(wanted));
      setLanguage(wanted);
      keepLanguage(wanted);
      document.documentElement.lang = wanted;
    };
    return { language, words, format: formats(language), choose };
  }, [language, words]);
  return <Context value={chosen}>{children}</Context>;
}
