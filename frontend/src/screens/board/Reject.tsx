/** Asks before a rejection, and why, for those who read the history later. */
import { useState } from "react";
import { Button, Dialog, TextArea } from "@/parts";
import { useFormat, useWords } from "@/words";
import { nameOf, type Candidate } from "./board";

interface Props {
  candidates: readonly Candidate[] | null;
  onClose: () => void;
  onReject: (candidates: readonly Candidate[], note: string) => void;
}

export function Reject({ candidates, onClose, onReject }: Props) {
  const { board: words, parts } = useWords();
  const { number } = useFormat();
  const [note, setNote] = useState("");
  const [first] = candidates ?? [];
  const who = !first ? "" : candidates?.length === 1 ? nameOf(first, words) : words.several(number(candidates?.length ?? 0));
  const close = () => {
    setNote("");
    onClose();
  };
  return (
    <Dialog title={words.rejectTitle(who)} isOpen={candidates !== null} onClose={close}
      actions={
        <>
          <Button onClick={close}>{parts.cancel}</Button>
          <Button kind="danger" onClick={() => {
            if (candidates) onReject(candidates, note);
            setNote("");
          }}>{words.reject}</Button>
        </>
      }>
      <TextArea label={words.rejectNote} hint={words.rejectHint} rows={3} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
    </Dialog>
  );
}
