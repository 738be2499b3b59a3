/** What stands in place of a screen that failed or whose file could not be fetched. */
import { useRouteError } from "react-router";
import { Button, Problem } from "@/parts";
import { useWords } from "@/words";

export function ScreenFailed() {
  const error = useRouteError();
  const { parts } = useWords();
  return (
    <div className="stack">
      <Problem error={error} />
      <div><Button kind="primary" onClick={() => location.reload()}>{parts.reload}</Button></div>
    </div>
  );
}
