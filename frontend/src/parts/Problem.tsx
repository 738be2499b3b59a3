import { ApiProblem } from "@shortlist/client";
import { Component, type ReactNode } from "react";
import { useFormat, useWords } from "@/words";
import { Button } from "./Button";
import { Icon } from "./Icon";
import styles from "./Problem.module.css";

/** What went wrong and what to do: the server's sentence, its fields, and a way to try again. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { parts } = useWords();
  const format = useFormat();
  const problem = error instanceof ApiProblem ? error : null;
  return (
    <div className={styles.problem} role="alert">
      <Icon name="warning" />
      <div className={styles.text}>
        <p className={styles.title}>{parts.problemTitle}</p>
        <p>{useSentence(error)}</p>
        {problem?.retryAfter != null && <p>{parts.waitSeconds(format.number(problem.retryAfter))}</p>}
        {problem?.requestId && problem.status >= 500 && <p className={styles.small}>{parts.reference(problem.requestId)}</p>}
      </div>
      {onRetry && <Button size="s" onClick={onRetry}>{parts.tryAgain}</Button>}
    </div>
  );
}

/** An error as one sentence for people. */
export function useSentence(error: unknown): string {
  const { parts } = useWords();
  if (!(error instanceof ApiProblem)) return parts.broken;
  if (error.code === "offline") return parts.offline;
  return error.detail;
}

interface BoundaryProps {
  children: ReactNode;
  /** Another value forgets the failure: the address of the screen, for instance. */
  resetKey: string;
  fallback: (error: unknown, retry: () => void) => ReactNode;
}

/** Keeps a failure of one screen from taking the page with it. */
export class Boundary extends Component<BoundaryProps, { error: unknown; key: string }> {
  override state = { error: null as unknown, key: this.props.resetKey };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  static getDerivedStateFromProps(props: BoundaryProps, state: { error: unknown; key: string }) {
    return props.resetKey === state.key ? null : { error: null, key: props.resetKey };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return this.props.fallback(this.state.error, () => this.setState({ error: null }));
  }
}
