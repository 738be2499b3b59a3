import { useId, useState, type DragEvent } from "react";
import { useWords } from "@/words";
import { Icon } from "./Icon";
import styles from "./FileDrop.module.css";

export const RESUME_TYPES = ".pdf,.docx,.doc,.txt,.html,.md,.rtf,.odt,.json,.png,.jpg,.jpeg,.tif,.tiff";
export const JOB_TYPES = ".pdf,.docx,.doc,.txt,.html,.md,.rtf,.odt";

interface Props {
  label: string;
  hint?: string;
  accept?: string;
  isMany?: boolean;
  isDisabled?: boolean;
  onFiles: (files: File[]) => void;
}

/** A place to drop files on, which is a file chooser for keyboards and screen readers. */
export function FileDrop({ label, hint, accept, isMany = false, isDisabled = false, onFiles }: Props) {
  const { parts } = useWords();
  const id = useId();
  const [isOver, setIsOver] = useState(false);
  const take = (files: FileList | null) => files?.length && !isDisabled && onFiles([...files].slice(0, isMany ? undefined : 1));
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    take(event.dataTransfer.files);
  };
  const over = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(!isDisabled);
  };
  return (
    <label htmlFor={id} className={`${styles.drop} ${isOver ? styles.over : ""}`} onDragOver={over} onDragLeave={() => setIsOver(false)} onDrop={drop}>
      <Icon name="upload" size={24} />
      <span className={styles.label}>{label}</span>
      <span className={styles.hint}>{hint ?? parts.dropHere}</span>
      <input id={id} type="file" className={styles.input} accept={accept} multiple={isMany} disabled={isDisabled}
        onChange={(event) => {
          take(event.target.files);
          event.target.value = "";
        }} />
    </label>
  );
}
