import { useId, type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes, type TextareaHTMLAttributes } from "react";
import { useWords } from "@/words";
import styles from "./Field.module.css";

interface Told {
  label: string;
  hint?: string | undefined;
  /** What is wrong with the value, as a sentence. */
  error?: string | undefined;
  /** Reads the label aloud without showing it. */
  isLabelUnseen?: boolean;
}

interface Wiring {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  className: string | undefined;
}

/** A label, a hint and a complaint around one control, tied together for screen readers. */
export function Field({ label, hint, error, isLabelUnseen, isRequired, children }: Told & { isRequired?: boolean; children: (wiring: Wiring) => ReactNode }) {
  const { parts } = useWords();
  const id = useId();
  const said = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={isLabelUnseen ? "unseen" : styles.label}>
        {label}
        {isRequired && <span className="unseen"> ({parts.required})</span>}
      </label>
      {children({ id, "aria-describedby": said || undefined, "aria-invalid": error ? true : undefined, className: styles.control })}
      {hint && <p id={`${id}-hint`} className={styles.hint}>{hint}</p>}
      {error && <p id={`${id}-error`} className={styles.error}>{error}</p>}
    </div>
  );
}

export function TextField({ label, hint, error, isLabelUnseen, ...rest }: Told & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
  return (
    <Field label={label} hint={hint} error={error} isLabelUnseen={isLabelUnseen ?? false} isRequired={rest.required ?? false}>
      {(wiring) => <input {...rest} {...wiring} />}
    </Field>
  );
}

export function TextArea({ label, hint, error, isLabelUnseen, ...rest }: Told & TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> }) {
  return (
    <Field label={label} hint={hint} error={error} isLabelUnseen={isLabelUnseen ?? false} isRequired={rest.required ?? false}>
      {(wiring) => <textarea rows={6} {...rest} {...wiring} />}
    </Field>
  );
}

/** One of few: `options` are pairs of value and label. */
export function Select({ label, hint, error, isLabelUnseen, options, ...rest }: Told & { options: readonly (readonly [string, string])[] } & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Field label={label} hint={hint} error={error} isLabelUnseen={isLabelUnseen ?? false} isRequired={rest.required ?? false}>
      {(wiring) => (
        <select {...rest} {...wiring}>
          {options.map(([value, says]) => <option key={value} value={value}>{says}</option>)}
        </select>
      )}
    </Field>
  );
}

export function Checkbox({ label, hint, ...rest }: { label: string; hint?: string } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className={styles.check}>
      <input {...rest} id={id} type="checkbox" aria-describedby={hint ? `${id}-hint` : undefined} />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint && <p id={`${id}-hint`} className={styles.hint}>{hint}</p>}
      </div>
    </div>
  );
}
