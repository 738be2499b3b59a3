/** What can be done with all candidates that are chosen. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api } from "@/app/api";
import { Button, Problem, Select, TextField, useToast } from "@/parts";
import { useFormat, useWords } from "@/words";
import { sharedMoves, type Candidate, type Status } from "./board";
import styles from "./board.module.css";

interface Props {
  candidates: readonly Candidate[];
  isBusy: boolean;
  onMove: (to: Status) => void;
  onClear: () => void;
}

export function Chosen({ candidates, isBusy, onMove, onClear }: Props) {
  const { board: words, parts } = useWords();
  const { number } = useFormat();
  const say = useToast();
  const client = useQueryClient();
  const [tag, setTag] = useState("");
  const tagging = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/tags", { body: { tag: tag.trim(), resume_ids: candidates.flatMap(({ resume_id }) => resume_id ?? []) } })),
    onSuccess: async ({ results, errors }) => {
      if (results.length) say(words.tagGiven(tag.trim(), number(results.length)));
      if (errors.length) say([...new Set(errors.map(({ detail }) => detail))].join(" "), "bad");
      setTag("");
      await client.invalidateQueries({ queryKey: ["jobs"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (tag.trim()) tagging.mutate();
  };
  if (candidates.length === 0) return null;
  const moves = sharedMoves(candidates);
  return (
    <div className={styles.toolbar} role="group" aria-label={words.chosen(number(candidates.length))}>
      <p role="status"><strong className="tabular">{words.chosen(number(candidates.length))}</strong></p>
      <Select label={words.moveChosen} isLabelUnseen value="" disabled={isBusy || moves.length === 0} options={[["", words.moveChosen], ...moves.map((to) => [to, words.statuses[to]] as const)]}
        onChange={(event) => event.target.value && onMove(event.target.value as Status)} />
      <form className={styles.tagging} onSubmit={submit}>
        <TextField label={words.tagChosen} isLabelUnseen placeholder={words.tagChosen} maxLength={50} value={tag} onChange={(event) => setTag(event.target.value)} />
        <Button type="submit" isBusy={tagging.isPending} disabled={!tag.trim()}>{parts.add}</Button>
      </form>
      <Button kind="quiet" onClick={onClear}>{words.clear}</Button>
      {tagging.isError && <Problem error={tagging.error} />}
    </div>
  );
}
