import type { Shape } from "@shortlist/client";
import { Bar, colourAt } from "@/parts";
import { useFormat, useWords } from "@/words";
import styles from "./Components.module.css";

/** Score times weight for every part, which add up to the score. */
export function Components({ found }: { found: Shape<"MatchOut"> }) {
  const { match: words } = useWords();
  const format = useFormat();
  const names = (Object.keys(words.components) as (keyof typeof words.components)[]).filter((name) => found.components[name]);
  const counted = names.filter((name) => (found.components[name]?.weight ?? 0) > 0)
    .sort((one, other) => (found.components[other]?.contribution ?? 0) - (found.components[one]?.contribution ?? 0));
  const silent = names.filter((name) => !found.components[name]?.has_data && !name.startsWith("section_"));
  const shares = counted.map((name) => ({ name: words.components[name], value: found.components[name]?.contribution ?? 0 }));
  return (
    <section className="card stack" aria-labelledby="match-made">
      <header>
        <h2 id="match-made">{words.made}</h2>
        <p className="soft small">{words.madeLead}</p>
      </header>
      <Bar shares={shares} label={words.barLabel(shares.map(({ name, value }) => `${name} ${format.number(value, 1)}`).join(", "))} />
      <table className={styles.table}>
        <caption className="unseen">{words.made}</caption>
        <thead>
          <tr>
            <th scope="col">{words.part}</th>
            <th scope="col" className={styles.wide}>{words.partScore}</th>
            <th scope="col" className={styles.number}>{words.weight}</th>
            <th scope="col" className={styles.number}>{words.contribution}</th>
          </tr>
        </thead>
        <tbody>
          {counted.map((name, at) => {
            const part = found.components[name];
            return part && (
              <tr key={name}>
                <th scope="row">
                  <span className={styles.swatch} style={{ background: colourAt(at) }} aria-hidden="true" />
                  <span>{words.components[name]}<span className={styles.about}>{words.about[name]}</span></span>
                </th>
                <td className={styles.wide}>
                  <span className={styles.score}>
                    <span className="tabular">{format.number(part.score, 1)}</span>
                    <span className={styles.track} aria-hidden="true"><span style={{ width: `${part.score}%`, background: colourAt(at) }} /></span>
                  </span>
                </td>
                <td className={styles.number}>{format.percent(part.weight)}</td>
                <td className={`${styles.number} ${styles.points}`}>{format.number(part.contribution, 1)}</td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.sum}</th>
            <td className={styles.wide} />
            <td className={styles.number} />
            <td className={`${styles.number} ${styles.points}`}>{format.number(found.match_score, 1)}</td>
          </tr>
        </tfoot>
      </table>
      {silent.length > 0 && <p className="soft small">{words.silent(silent.map((name) => words.components[name]).join(", "))}</p>}
      <p className="soft small">
        {words.comparisonText(format.number(found.semantic_score, 1), format.number(found.keyword_score, 1))} {words.reverse(format.number(found.reverse_score, 1))}
      </p>
    </section>
  );
}
