import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "@/app/api";
import { useUser } from "@/app/session";
import { Button, Checkbox, Dialog, Problem, Select, TextField, useToast } from "@/parts";
import { useFormat, useWords } from "@/words";
import { queryOf, type Asked } from "./asked";

const HOURS = [6, 12, 24, 72, 168];

/** Keeps a search: it is made again by itself, and who saved it is told of new matches. */
export function SaveSearch({ asked, person, isOpen, onClose }: { asked: Asked; person: string; isOpen: boolean; onClose: () => void }) {
  const { search: words } = useWords();
  const format = useFormat();
  const say = useToast();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const proposed = asked.keywords.trim() || person;
  const [hours, setHours] = useState("24");
  const [score, setScore] = useState("70");
  // Without accounts there is nobody to write to.
  const { isLocal } = useUser();
  const [byMail, setByMail] = useState(!isLocal);
  const [byWebhook, setByWebhook] = useState(true);
  const save = useMutation({
    mutationFn: () =>
      answer(api.POST("/api/v1/saved-searches", {
        body: {
          name: name.trim() || proposed,
          resume_id: asked.resumeId,
          query: queryOf(asked),
          interval_hours: Number(hours),
          alert: { min_score: Number(score), by_email: byMail, by_webhook: byWebhook },
        },
      })),
    onSuccess: () => {
      say(words.isSaved, "good");
      void client.invalidateQueries({ queryKey: ["saved-searches"] });
      onClose();
    },
  });
  return (
    <Dialog title={words.save} isOpen={isOpen} onClose={onClose} actions={<Button kind="primary" isBusy={save.isPending} onClick={() => save.mutate()}>{words.saveIt}</Button>}>
      <div className="stack">
        <TextField label={words.name} maxLength={300} value={name} placeholder={proposed} onChange={(event) => setName(event.target.value)} />
        <Select label={words.every} value={hours} options={HOURS.map((one) => [String(one), words.hours(format.number(one))] as const)} onChange={(event) => setHours(event.target.value)} />
        <TextField label={words.tellFrom} type="number" min={0} max={100} value={score} onChange={(event) => setScore(event.target.value)} />
        {!isLocal && <Checkbox label={words.byMail} checked={byMail} onChange={(event) => setByMail(event.target.checked)} />}
        <Checkbox label={words.byWebhook} checked={byWebhook} onChange={(event) => setByWebhook(event.target.checked)} />
        {save.error && <Problem error={save.error} />}
      </div>
    </Dialog>
  );
}
