import type { Shape } from "@shortlist/client";
import { Icon, ScoreBadge, type IconName } from "@/parts";
import { gradeOf } from "@/screens/rank/Score";
import { useFormat, useWords } from "@/words";
import styles from "./Head.module.css";

/** The score, what it means, and the three facts that people ask for first. */
export function Head({ found }: { found: Shape<"MatchOut"> }) {
  const { match: words, rank } = useWords();
  const format = useFormat();
  const { relevant_years: years, required_years: wanted, verdict } = found.experience;
  const level = words.levels[found.education.candidate_level as keyof typeof words.levels];
  const profile = rank.profiles[found.profile as keyof typeof rank.profiles] ?? found.profile;
  return (
    <section className={`card ${styles.head}`}>
      <div className={styles.score}>
        <ScoreBadge score={found.match_score} grade={found.grade} size="l" />
        <div>
          <p className={styles.grade}>{words.grades[gradeOf(found.grade)]}</p>
          <p className={styles.number}>{format.number(found.match_score, 1)} {words.ofHundred}</p>
          <p className="soft small" title={words.fitHint}>{words.fit(format.likelihood(found.fit_probability))}</p>
        </div>
      </div>
      <div className={styles.said}>
        <p>{found.comments}</p>
        {found.key_strengths.length > 0 && (
          <ul className={styles.strengths} aria-label={words.strengths}>
            {found.key_strengths.slice(0, 4).map((one) => <li key={one}><Icon name="check" size={14} />{one}</li>)}
          </ul>
        )}
      </div>
      <dl className={styles.facts}>
        <Fact icon="jobs" name={words.facts.experience} value={wanted ? words.yearsOf(format.number(years, 1), format.number(wanted, 1)) : words.years(format.number(years, 1))}
          note={wanted === null ? undefined : words.verdicts[verdict]} />
        <Fact icon="file" name={words.facts.education} value={level ?? words.verdicts.unknown} note={found.education.required_level || found.education.required_fields.length ? words.verdicts[found.education.verdict] : undefined} />
        <Fact icon="search" name={words.facts.location} value={words.places[found.location.verdict]} />
      </dl>
      <p className="soft small">{words.profileBy(profile)} · {words.asOf(format.date(found.as_of))}</p>
    </section>
  );
}

function Fact({ icon, name, value, note }: { icon: IconName; name: string; value: string; note?: string | undefined }) {
  return (
    <div className={styles.fact}>
      <dt><Icon name={icon} size={16} />{name}</dt>
      <dd>{value}{note && <span className={styles.note}>{note}</span>}</dd>
    </div>
  );
}
