/** Fields of work, education and languages, one group an entry. */
import { useRef, type ReactNode } from "react";
import { Button, Checkbox, Select, TextArea, TextField } from "@/parts";
import { useFormat, useWords } from "@/words";
import { NO_POSITION, NO_STUDY, type Position, type Spoken, type Study } from "./corrections";
import { useMoments } from "./moments";
import styles from "./resumes.module.css";

interface Props<Entry> {
  entries: readonly Entry[];
  onEntries: (entries: Entry[]) => void;
}

interface GroupsProps<Entry> extends Props<Entry> {
  list: "experience" | "education" | "languages";
  nothing: Entry;
  title: (at: number) => string;
  fields: (entry: Entry, set: (some: Partial<Entry>) => void) => ReactNode;
}

function Groups<Entry extends object>({ entries, onEntries, list, nothing, title, fields }: GroupsProps<Entry>) {
  const { resumes: words } = useWords();
  const add = useRef<HTMLButtonElement>(null);
  const set = (at: number, some: Partial<Entry>) => onEntries(entries.map((one, place) => (place === at ? { ...one, ...some } : one)));
  return (
    <section className="stack" aria-label={words[list]}>
      <h3>{words[list]}</h3>
      {entries.map((entry, at) => (
        <fieldset key={at} className={styles.group}>
          <legend>{title(at)}</legend>
          {fields(entry, (some) => set(at, some))}
          <Button kind="quiet" size="s" icon="trash" className={styles.end} onClick={() => {
            onEntries(entries.filter((_, place) => place !== at));
            add.current?.focus();
          }}>{words.drop[list]}</Button>
        </fieldset>
      ))}
      <Button ref={add} icon="plus" className={styles.end} onClick={() => onEntries([...entries, nothing])}>{words.add[list]}</Button>
    </section>
  );
}

const text = <Entry extends object>(entry: Entry, name: keyof Entry & string, set: (some: Partial<Entry>) => void) => ({
  value: entry[name] as string,
  onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value } as Partial<Entry>),
});

export function Positions(props: Props<Position>) {
  const { resumes: words } = useWords();
  const { number } = useFormat();
  return (
    <Groups {...props} list="experience" nothing={NO_POSITION} title={(at) => props.entries[at]?.title || words.position(number(at + 1))} fields={(one, set) => (
      <>
        <div className={styles.pair}>
          <TextField label={words.jobTitle} maxLength={300} {...text(one, "title", set)} />
          <TextField label={words.company} maxLength={300} {...text(one, "company", set)} />
          <TextField label={words.start} hint={words.dayHint} pattern="\d{4}(-\d{2}){0,2}" maxLength={10} {...text(one, "start", set)} />
          <TextField label={words.end} hint={words.dayHint} pattern="\d{4}(-\d{2}){0,2}" maxLength={10} disabled={one.current} {...text(one, "end", set)} />
          <TextField label={words.place} maxLength={300} {...text(one, "location", set)} />
        </div>
        <Checkbox label={words.current} checked={one.current} onChange={(event) => set({ current: event.target.checked })} />
        <TextArea label={words.description} rows={4} {...text(one, "description", set)} />
      </>
    )} />
  );
}

export function Studies(props: Props<Study>) {
  const { resumes: words, jobs } = useWords();
  const { number } = useFormat();
  return (
    <Groups {...props} list="education" nothing={NO_STUDY} title={(at) => props.entries[at]?.degree || words.study(number(at + 1))} fields={(one, set) => (
      <div className={styles.pair}>
        <TextField label={words.institution} maxLength={300} {...text(one, "institution", set)} />
        <TextField label={words.degree} maxLength={300} {...text(one, "degree", set)} />
        <Select label={words.level} options={[["", words.unsaid], ...Object.entries(jobs.educations)]} {...text(one, "level", set)} />
        <TextField label={words.field} maxLength={300} {...text(one, "field", set)} />
        <TextField label={words.start} hint={words.dayHint} pattern="\d{4}(-\d{2}){0,2}" maxLength={10} {...text(one, "start", set)} />
        <TextField label={words.end} hint={words.dayHint} pattern="\d{4}(-\d{2}){0,2}" maxLength={10} {...text(one, "end", set)} />
      </div>
    )} />
  );
}

const COMMON = ["id", "en", "jv", "su", "ms", "zh", "ar", "de", "es", "fr", "hi", "it", "ja", "ko", "nl", "no", "pl", "pt", "ru", "sv", "ta", "th", "tl", "tr", "uk", "vi"];

export function Languages(props: Props<Spoken>) {
  const { resumes: words } = useWords();
  const { language } = useMoments();
  return (
    <Groups {...props} list="languages" nothing={{ language: "en", level: "" }} title={(at) => language(props.entries[at]?.language ?? "")} fields={(one, set) => {
      const codes = [...new Set([...COMMON, one.language])].map((code) => [code, language(code)] as const).sort((a, b) => a[1].localeCompare(b[1]));
      return (
        <div className={styles.pair}>
          <Select label={words.language} options={codes} {...text(one, "language", set)} />
          <Select label={words.fluency} options={[["", words.unsaid], ...Object.entries(words.fluencies)]} {...text(one, "level", set)} />
        </div>
      );
    }} />
  );
}
