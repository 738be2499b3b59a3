/** The form of corrections to what was read of a résumé; only what somebody changed is sent. */
import { ApiProblem } from "@shortlist/client";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Button, Dialog, Problem, TextArea, TextField, WordsField } from "@/parts";
import { useWords } from "@/words";
import { changeOf, written, type Written } from "./corrections";
import { Languages, Positions, Studies } from "./EntryFields";
import { changed, type Resume } from "./resumes";
import styles from "./resumes.module.css";

interface Props {
  resume: Resume;
  isOpen: boolean;
  onClose: () => void;
  onSaved: () => Promise<void>;
}

export function EditResume({ resume, isOpen, onClose, onSaved }: Props) {
  const { resumes: words, parts } = useWords();
  const [isBusy, setIsBusy] = useState(false);
  return (
    <Dialog title={words.editTitle} isOpen={isOpen} onClose={onClose} isSide
      actions={
        <>
          <Button onClick={onClose}>{parts.cancel}</Button>
          <Button kind="primary" type="submit" form="edit-resume" isBusy={isBusy}>{words.save}</Button>
        </>
      }>
      <Form resume={resume} onBusy={setIsBusy} onClose={onClose} onSaved={onSaved} />
    </Dialog>
  );
}

type TextName = "name" | "email" | "phone" | "location" | "headline" | "summary";

function Form({ resume, onBusy, onClose, onSaved }: Omit<Props, "isOpen"> & { onBusy: (isBusy: boolean) => void }) {
  const { resumes: words } = useWords();
  const [first] = useState(() => written(resume));
  const [now, setNow] = useState(first);
  const [isUnchanged, setIsUnchanged] = useState(false);
  const saving = useMutation({
    mutationFn: (corrections: NonNullable<ReturnType<typeof changeOf>>) => changed(resume.resume_id, { corrections, reset: [] }),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: async () => {
      onClose();
      await onSaved();
    },
  });
  const problem = saving.error instanceof ApiProblem ? saving.error : null;
  const errorOf = (field: string) => problem?.of(`corrections.${field}`) ?? problem?.of(field);
  const set = (some: Partial<Written>) => setNow((all) => ({ ...all, ...some }));
  const bind = (name: TextName) => ({
    value: now[name],
    error: errorOf(name),
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const corrections = changeOf(resume, first, now);
    setIsUnchanged(corrections === null);
    if (corrections) saving.mutate(corrections);
  };
  return (
    <form id="edit-resume" className="stack" onSubmit={submit}>
      <p className="soft">{words.editLead}</p>
      {saving.isError && <Problem error={saving.error} />}
      {isUnchanged && <p role="status">{words.unchanged}</p>}
      <div className={styles.pair}>
        <TextField label={words.name} maxLength={300} {...bind("name")} />
        <TextField label={words.headline} maxLength={300} {...bind("headline")} />
        <TextField label={words.email} type="email" maxLength={254} {...bind("email")} />
        <TextField label={words.phone} type="tel" maxLength={40} {...bind("phone")} />
        <TextField label={words.place} maxLength={300} {...bind("location")} />
      </div>
      <TextArea label={words.summary} rows={4} {...bind("summary")} />
      <WordsField label={words.skills} words={now.skills} error={errorOf("skills")} onWords={(skills) => set({ skills })} />
      <Positions entries={now.experience} onEntries={(experience) => set({ experience })} />
      <Studies entries={now.education} onEntries={(education) => set({ education })} />
      <Languages entries={now.languages} onEntries={(languages) => set({ languages })} />
      <WordsField isWhole label={words.certifications} words={now.certifications} error={errorOf("certifications")} onWords={(certifications) => set({ certifications })} />
      <WordsField label={words.links} hint={words.linksHint} words={now.links} error={errorOf("links")} onWords={(links) => set({ links })} />
    </form>
  );
}
