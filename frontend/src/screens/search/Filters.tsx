import { Choices, Select, TextField } from "@/parts";
import { useFormat, useWords } from "@/words";
import type { Asked } from "./asked";
import styles from "./search.module.css";

interface Props {
  asked: Asked;
  boards: readonly string[];
  people: readonly (readonly [string, string])[];
  onChange: (asked: Asked) => void;
}

const DAYS = [1, 3, 7, 14, 30, 90];

/** What is looked for and for whom; what few need is folded away. */
export function Filters({ asked, boards, people, onChange }: Props) {
  const { search: words } = useWords();
  const format = useFormat();
  const put = (change: Partial<Asked>) => onChange({ ...asked, ...change });
  return (
    <>
      <div className={styles.first}>
        <Select label={words.resume} options={people} value={asked.resumeId} onChange={(event) => put({ resumeId: event.target.value })} />
        <TextField label={words.keywords} hint={words.keywordsHint} maxLength={300} value={asked.keywords} onChange={(event) => put({ keywords: event.target.value })} />
        <TextField label={words.location} maxLength={200} value={asked.location} onChange={(event) => put({ location: event.target.value })} />
      </div>
      <details className={styles.more}>
        <summary>{words.more}</summary>
        <div className="stack">
          <Choices label={words.experience} options={Object.entries(words.levels)} chosen={asked.experience} onChoose={(experience) => put({ experience })} />
          <Choices label={words.workplace} options={Object.entries(words.workplaces)} chosen={asked.remote} onChoose={(remote) => put({ remote })} />
          <Choices label={words.type} options={Object.entries(words.types)} chosen={asked.jobType} onChoose={(jobType) => put({ jobType })} />
          <div className={styles.first}>
            <TextField label={words.salary} type="number" min={0} max={100_000_000} inputMode="numeric" value={asked.salaryMin} onChange={(event) => put({ salaryMin: event.target.value })} />
            <Select
              label={words.within}
              value={asked.postedWithin}
              options={[["", words.withinAny], ...DAYS.map((days) => [String(days), words.withinDays(format.number(days))] as const)]}
              onChange={(event) => put({ postedWithin: event.target.value })}
            />
          </div>
          <div className={styles.first}>
            <TextField label={words.notCompanies} hint={words.commas} value={asked.notCompanies} onChange={(event) => put({ notCompanies: event.target.value })} />
            <TextField label={words.notWords} hint={words.commas} value={asked.notWords} onChange={(event) => put({ notWords: event.target.value })} />
          </div>
          <Choices label={words.sources} options={boards.map((board) => [board, board])} chosen={asked.sources} onChoose={(sources) => put({ sources })} />
        </div>
      </details>
    </>
  );
}
