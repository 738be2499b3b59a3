/** Language and appearance, both of this browser. */
import { Select } from "@/parts";
import { THEMES, useTheme, type Theme } from "@/theme/setting";
import { useLanguage, useWords } from "@/words";
import { LANGUAGES, type Language } from "@/words/languages";
import styles from "./Preferences.module.css";

export function Preferences() {
  const { shell } = useWords();
  const { language, choose } = useLanguage();
  const [theme, setTheme] = useTheme();
  return (
    <div className={styles.preferences}>
      <Select label={shell.language} value={language} options={Object.entries(LANGUAGES)} onChange={(event) => void choose(event.target.value as Language)} />
      <Select label={shell.theme} value={theme} options={THEMES.map((one) => [one, shell.themes[one]] as const)}
        onChange={(event) => setTheme(event.target.value as Theme)} />
    </div>
  );
}
