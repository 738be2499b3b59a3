/** Corrections to what was read from an ad; only what somebody changed is sent. */
import { ApiProblem, type Shape } from "@shortlist/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Button, Dialog, Problem, Select, TextField, useToast, WordsField } from "@/parts";
import { useWords } from "@/words";
import { changed, type Job } from "./jobs";
import styles from "./jobs.module.css";

interface Props {
  job: Job;
  isOpen: boolean;
  onClose: () => void;
}

export function EditJob({ job, isOpen, onClose }: Props) {
  const { jobs: words, parts } = useWords();
  const [isBusy, setIsBusy] = useState(false);
  return (
    <Dialog title={words.editTitle} isOpen={isOpen} onClose={onClose} isSide
      actions={
        <>
          <Button onClick={onClose}>{parts.cancel}</Button>
          <Button kind="primary" type="submit" form="edit-job" isBusy={isBusy}>{words.save}</Button>
        </>
      }>
      <Form job={job} onBusy={setIsBusy} onClose={onClose} />
    </Dialog>
  );
}

const read = (job: Job) => ({
  title: job.title ?? "",
  company: job.company ?? "",
  department: job.department ?? "",
  location: job.location?.text ?? "",
  industry: job.industry ?? "",
  remote: job.remote ?? "",
  employment_type: job.employment_type ?? "",
  seniority: job.seniority ?? "",
  education_level: job.education_level ?? "",
  min_experience_years: job.min_experience_years?.toString() ?? "",
  closes_on: job.closes_on ?? "",
  min: job.salary?.min?.toString() ?? "",
  max: job.salary?.max?.toString() ?? "",
  currency: job.salary?.currency ?? "",
  period: job.salary?.period ?? "",
  required: job.skills.filter((skill) => skill.importance === "required").map(({ name }) => name),
  preferred: job.skills.filter((skill) => skill.importance === "preferred").map(({ name }) => name),
});
type Facts = ReturnType<typeof read>;
type TextName = { [Name in keyof Facts]: Facts[Name] extends string ? Name : never }[keyof Facts];

function Form({ job, onBusy, onClose }: { job: Job; onBusy: (isBusy: boolean) => void; onClose: () => void }) {
  const { jobs: words } = useWords();
  const say = useToast();
  const client = useQueryClient();
  const [first] = useState(() => read(job));
  const [facts, setFacts] = useState(first);
  const saving = useMutation({
    mutationFn: () => changed(job, changeOf(job, first, facts)),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: async () => {
      say(words.saved);
      await client.invalidateQueries({ queryKey: ["jobs"] });
      onClose();
    },
  });
  const problem = saving.error instanceof ApiProblem ? saving.error : null;
  const errorOf = (field: string) => problem?.of(field) ?? problem?.of(`corrections.${field}`);
  const bind = (name: TextName, field: string = name) => ({
    value: facts[name],
    error: errorOf(field),
    onChange: (event: { target: { value: string } }) => setFacts((all) => ({ ...all, [name]: event.target.value })),
  });
  const choice = (names: Record<string, string>) => [["", words.nothingSaid] as const, ...Object.entries(names)];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <form id="edit-job" className="stack" onSubmit={submit}>
      <p className="soft">{words.editLead}</p>
      {saving.isError && <Problem error={saving.error} />}
      <TextField label={words.fields.title} maxLength={300} {...bind("title")} />
      <div className={styles.pair}>
        <TextField label={words.fields.company} maxLength={300} {...bind("company")} />
        <TextField label={words.fields.department} maxLength={300} {...bind("department")} />
        <TextField label={words.fields.location} maxLength={300} {...bind("location")} />
        <TextField label={words.fields.industry} maxLength={300} {...bind("industry")} />
        <Select label={words.fields.remote} options={choice(words.remotes)} {...bind("remote")} />
        <Select label={words.fields.employment_type} options={choice(words.kinds)} {...bind("employment_type")} />
        <Select label={words.fields.seniority} options={choice(words.levels)} {...bind("seniority")} />
        <Select label={words.fields.education_level} options={choice(words.educations)} {...bind("education_level")} />
        <TextField label={words.fields.min_experience_years} type="number" min={0} max={60} step={0.5} {...bind("min_experience_years")} />
        <TextField label={words.closesOn} type="date" {...bind("closes_on")} />
        <TextField label={words.salaryFrom} type="number" min={0} {...bind("min", "salary.min")} />
        <TextField label={words.salaryTo} type="number" min={0} {...bind("max", "salary.max")} />
        <TextField label={words.currency} hint={words.currencyHint} maxLength={3} {...bind("currency", "salary.currency")} />
        <Select label={words.period} options={choice(words.periods)} {...bind("period", "salary.period")} />
      </div>
      <WordsField label={words.required} words={facts.required} error={errorOf("skills")} onWords={(required) => setFacts((all) => ({ ...all, required }))} />
      <WordsField label={words.preferred} words={facts.preferred} onWords={(preferred) => setFacts((all) => ({ ...all, preferred }))} />
    </form>
  );
}

const PLAIN = ["title", "company", "department", "industry", "remote", "employment_type", "seniority", "education_level"] as const;

function changeOf(job: Job, before: Facts, after: Facts): Shape<"JobChange"> {
  const isChanged = (...names: (keyof Facts)[]) => names.some((name) => String(before[name]) !== String(after[name]));
  const corrections: Record<string, unknown> = {};
  for (const name of PLAIN) if (isChanged(name)) corrections[name] = after[name].trim() || null;
  if (isChanged("location")) corrections.location = after.location.trim() ? { text: after.location.trim() } : null;
  if (isChanged("min_experience_years")) corrections.min_experience_years = numberOf(after.min_experience_years);
  if (isChanged("min", "max", "currency", "period")) corrections.salary = salaryOf(after);
  if (isChanged("required", "preferred")) corrections.skills = skillsOf(job, after);
  return {
    ...(Object.keys(corrections).length ? { corrections: corrections as Shape<"JobCorrections"> } : {}),
    ...(isChanged("closes_on") ? { closes_on: after.closes_on || null } : {}),
  };
}

const numberOf = (typed: string) => (typed.trim() === "" ? null : Number(typed));

function salaryOf({ min, max, currency, period }: Facts) {
  const salary = { min: numberOf(min), max: numberOf(max), currency: currency.trim().toUpperCase() || null, period: period || null };
  return Object.values(salary).some((one) => one !== null) ? salary : null;
}

/** What was read of a skill stays with it, such as the years that are asked for. */
function skillsOf(job: Job, facts: Facts) {
  return (["required", "preferred"] as const).flatMap((importance) =>
    facts[importance].map((name) => {
      const known = job.skills.find((skill) => skill.name === name);
      return known ? { id: known.id, name, any_of: known.any_of, min_years: known.min_years, category: known.category, importance } : { name, importance };
    }),
  );
}
