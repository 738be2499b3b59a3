import { useRef, useState, type KeyboardEvent } from "react";
import { useWords } from "@/words";
import { Button } from "./Button";
import { TextField } from "./Field";
import { Icon } from "./Icon";
import styles from "./WordsField.module.css";

interface Props {
  label: string;
  hint?: string;
  error?: string | undefined;
  words: readonly string[];
  onWords: (words: string[]) => void;
  /** Commas belong to what is typed, instead of parting it. */
  isWhole?: boolean;
}

/** A list of words: Enter or the button adds what is typed, each word has a button that takes it away. */
export function WordsField({ label, hint, error, words, onWords, isWhole = false }: Props) {
  const { parts } = useWords();
  const [typed, setTyped] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const add = () => {
    const isNew = (word: string) => word && !words.some((one) => one.toLowerCase() === word.toLowerCase());
    const wanted = (isWhole ? [typed] : typed.split(",")).map((word) => word.trim()).filter(isNew);
    if (wanted.length) onWords([...words, ...wanted]);
    setTyped("");
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  };
  const drop = (word: string) => {
    onWords(words.filter((one) => one !== word));
    // The button that had the focus is gone.
    field.current?.focus();
  };
  return (
    <div className="stack" style={{ gap: "var(--s2)" }}>
      <div className={styles.add}>
        <TextField ref={field} label={label} hint={hint} error={error} value={typed} maxLength={300} onChange={(event) => setTyped(event.target.value)} onKeyDown={press} />
        <Button icon="plus" disabled={!typed.trim()} onClick={add}>{parts.add}</Button>
      </div>
      {words.length > 0 && (
        <ul className={styles.list} aria-label={label}>
          {words.map((word) => (
            <li key={word} className={styles.word}>
              {word}
              <button type="button" className={styles.drop} aria-label={parts.remove(word)} onClick={() => drop(word)}><Icon name="close" size={14} /></button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
