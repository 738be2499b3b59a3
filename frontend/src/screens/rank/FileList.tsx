import { Button, Icon, useSentence, type IconName } from "@/parts";
import { useFormat, useWords } from "@/words";
import { isOnItsWay, type FileState, type TakenFile } from "./intake";
import styles from "./FileList.module.css";

interface Props {
  files: readonly TakenFile[];
  onRemove: (key: number) => void;
  onAgain: (key: number) => void;
}

const ICONS: Record<FileState["kind"], IconName> = {
  chosen: "file", uploading: "upload", reading: "search", background: "search", done: "check", failed: "warning",
};

/** Files with what became of each; the whole is told aloud as numbers, not file by file. */
export function FileList({ files, onRemove, onAgain }: Props) {
  const { rank: words } = useWords();
  const format = useFormat();
  const over = files.filter(({ state }) => state.kind === "done" || state.kind === "failed" || state.kind === "background").length;
  return (
    <>
      <p className="unseen" role="status">{over > 0 && words.progress(format.number(over), format.number(files.length))}</p>
      <ul className={styles.list} aria-label={words.people}>
        {files.map((one) => <Line key={one.key} one={one} onRemove={onRemove} onAgain={onAgain} />)}
      </ul>
    </>
  );
}

function Line({ one, onRemove, onAgain }: { one: TakenFile } & Pick<Props, "onRemove" | "onAgain">) {
  const { rank: words } = useWords();
  const { key, file, state } = one;
  return (
    <li className={`${styles.line} ${styles[state.kind]}`}>
      <span className={styles.icon}><Icon name={ICONS[state.kind]} size={18} /></span>
      <span className={styles.text}>
        <span className={styles.name}>{file.name}</span>
        {state.kind === "failed" ? <Failure error={state.error} /> : <span className={styles.state}>{said(state, words)}</span>}
        {isOnItsWay(one) && <progress className={styles.bar} max={1} value={state.kind === "uploading" ? state.share : undefined} aria-label={file.name} />}
      </span>
      {state.kind === "failed" && (
        <Button size="s" aria-label={words.againOf(file.name)} onClick={() => onAgain(key)}>{words.again}</Button>
      )}
      {!isOnItsWay(one) && <Button kind="quiet" size="s" icon="close" aria-label={words.remove(file.name)} onClick={() => onRemove(key)} />}
    </li>
  );
}

function Failure({ error }: { error: unknown }) {
  const { rank: words } = useWords();
  return <span className={styles.why}><strong>{words.states.failed}.</strong> {useSentence(error)}</span>;
}

function said(state: FileState, words: ReturnType<typeof useWords>["rank"]): string {
  return state.kind === "done" && state.name ? words.readAs(state.name) : words.states[state.kind];
}
