import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import { Button, Dialog, Problem } from "@/parts";

interface Props {
  /** What the button says, and the heading of the question. */
  says: string;
  of: string;
  question: string;
  doing: UseMutationResult<unknown, Error, void>;
}

/** A button for what cannot be taken back: it asks once more. */
export function Sure({ says, of, question, doing }: Props) {
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <Button size="s" kind="danger" aria-label={`${says}: ${of}`} onClick={() => setAsked(true)}>{says}</Button>
      <Dialog title={`${says}: ${of}`} isOpen={isAsked} onClose={() => setAsked(false)}
        actions={<Button kind="danger" isBusy={doing.isPending} onClick={() => doing.mutate(undefined, { onSuccess: () => setAsked(false) })}>{says}</Button>}>
        <p>{question}</p>
        {doing.error && <Problem error={doing.error} />}
      </Dialog>
    </>
  );
}
