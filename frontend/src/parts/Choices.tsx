import styles from "./Choices.module.css";

interface Props {
  label: string;
  /** Pairs of value and label. */
  options: readonly (readonly [string, string])[];
  chosen: readonly string[];
  onChoose: (chosen: string[]) => void;
}

/** Some of few, none or all: boxes to tick that look like buttons. */
export function Choices({ label, options, chosen, onChoose }: Props) {
  const flip = (value: string) => onChoose(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <fieldset className={styles.choices}>
      <legend className={styles.label}>{label}</legend>
      <div className="row">
        {options.map(([value, says]) => (
          <label key={value} className={styles.choice}>
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => flip(value)} />
            <span>{says}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
