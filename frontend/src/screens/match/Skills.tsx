import type { Shape } from "@shortlist/client";
import { Chip, Icon } from "@/parts";
import { useFormat, useWords } from "@/words";
import styles from "./Skills.module.css";

interface Props {
  found: Shape<"MatchOut">;
  shown: string | null;
  /** Whether the résumé's text can show where a skill stands. */
  canShow: (skill: string) => boolean;
  onShow: (skill: string) => void;
}

/** Skills asked for: shown, stood in for, missing; and those that the résumé has beyond that. */
export function Skills({ found, shown, canShow, onShow }: Props) {
  const { match: words } = useWords();
  const format = useFormat();
  const required = new Set(found.missing_required);
  const missing = [...new Set([...found.missing_required, ...found.missing_skills])];
  const skill = (name: string, tone: "good" | "plain") => canShow(name) ? (
    <button type="button" className={styles.choice} aria-pressed={shown === name} onClick={() => onShow(name)}>
      <Chip tone={shown === name ? "brand" : tone}>{tone === "good" && <Icon name="check" size={12} />}{name}</Chip>
    </button>
  ) : <Chip tone={tone}>{tone === "good" && <Icon name="check" size={12} />}{name}</Chip>;
  return (
    <section className="card stack" aria-labelledby="match-skills">
      <header>
        <h2 id="match-skills">{words.skills}</h2>
        <p className="soft small">{words.skillsHint}</p>
      </header>
      {found.matched_skills.length > 0 && (
        <div>
          <h3 className={styles.kind}>{words.matched} <span className="soft tabular">{format.number(found.matched_skills.length)}</span></h3>
          <ul className={styles.chips}>{found.matched_skills.map((name) => <li key={name}>{skill(name, "good")}</li>)}</ul>
        </div>
      )}
      {found.partial_skills.length > 0 && (
        <div>
          <h3 className={styles.kind}>{words.partial} <span className="soft tabular">{format.number(found.partial_skills.length)}</span></h3>
          <ul className={styles.partial}>
            {found.partial_skills.map(({ wanted, has, credit, why }) => (
              <li key={`${wanted} ${has}`}>
                <Chip tone="warn"><span aria-hidden="true">½</span>{words.standsIn(has, wanted)}</Chip>
                <span className="soft small">{words.credit(format.percent(credit), words.reasons[why as keyof typeof words.reasons] ?? why)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div>
        <h3 className={styles.kind}>{words.missing} <span className="soft tabular">{format.number(missing.length)}</span></h3>
        {missing.length > 0 ? (
          <ul className={styles.chips}>
            {missing.map((name) => (
              <li key={name}><Chip tone="bad"><Icon name="close" size={12} />{name}{required.has(name) && ` (${words.missingRequired})`}</Chip></li>
            ))}
          </ul>
        ) : <p className="soft small">{words.noneMissing}</p>}
      </div>
      {found.additional_skills.length > 0 && (
        <div>
          <h3 className={styles.kind}>{words.additional} <span className="soft tabular">{format.number(found.additional_skills.length)}</span></h3>
          <ul className={styles.chips}>{found.additional_skills.map((name) => <li key={name}>{skill(name, "plain")}</li>)}</ul>
        </div>
      )}
    </section>
  );
}
