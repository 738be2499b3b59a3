import { Chip, Icon, type IconName, type Tone } from "@/parts";
import type { Shape } from "@shortlist/client";
import { useFormat, useWords } from "@/words";
import styles from "./Requirements.module.css";

type Needed = Shape<"RequirementVerdictOut">;

const SIGNS: Record<Needed["status"], { tone: Tone; icon: IconName }> = {
  met: { tone: "good", icon: "check" },
  partly: { tone: "warn", icon: "info" },
  missing: { tone: "bad", icon: "close" },
  unknown: { tone: "plain", icon: "info" },
};

interface Props {
  requirements: readonly Needed[];
  /** The one whose passage is highlighted. */
  shown: string | null;
  onShow: (needed: Needed) => void;
}

/** What the ad asks, each with what the résumé shows for it; choosing one leads to the passage. */
export function Requirements({ requirements, shown, onShow }: Props) {
  const { match: words } = useWords();
  const format = useFormat();
  const count = (status: Needed["status"]) => format.number(requirements.filter((one) => one.status === status).length);
  return (
    <section className="card stack" aria-labelledby="match-needs">
      <header>
        <h2 id="match-needs">{words.requirements}</h2>
        <p className="soft small">{words.summary(count("met"), count("partly"), count("missing"))}. {words.requirementsLead}</p>
      </header>
      <ul className={styles.list}>
        {requirements.map((one, at) => <Line key={`${at} ${one.text}`} needed={one} isShown={one.text === shown} onShow={onShow} />)}
      </ul>
    </section>
  );
}

function Line({ needed, isShown, onShow }: { needed: Needed; isShown: boolean; onShow: (needed: Needed) => void }) {
  const { match: words } = useWords();
  const { tone, icon } = SIGNS[needed.status];
  const body = (
    <>
      <span className={styles.status}><Chip tone={tone}><Icon name={icon} size={13} />{words.statuses[needed.status]}</Chip></span>
      <span className={styles.text}>
        <span className={styles.need}>
          {needed.text} <span className={styles.importance}>{words.importance[needed.importance as keyof typeof words.importance]}</span>
        </span>
        {needed.evidence ? (
          <span className={styles.evidence}>
            <span className={styles.which}>{needed.status === "missing" ? words.closest : words.passage}: </span>{needed.evidence}
          </span>
        ) : <span className={styles.evidence}>{words.nothing}</span>}
      </span>
    </>
  );
  return (
    <li>
      {needed.evidence ? (
        <button type="button" className={`${styles.line} ${styles.leads}`} aria-pressed={isShown} onClick={() => onShow(needed)}>
          {body}<span className={styles.go}><Icon name="right" size={18} /></span>
        </button>
      ) : <div className={styles.line}>{body}</div>}
    </li>
  );
}
