/** Signing in, making the first account, or joining by invitation. */
import { ApiProblem } from "@shortlist/client";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { Button, Problem, TextField } from "@/parts";
import { useWords } from "@/words";
import { answer, api } from "./api";
import { Preferences } from "./Preferences";
import { useSession, type EntryKind } from "./session";
import styles from "./EntryScreen.module.css";

interface Props {
  entry: EntryKind;
  invitation: string;
  why: "" | "signedOut" | "ended";
}

export function EntryScreen({ entry: kind, invitation, why }: Props) {
  const { entry, shell } = useWords();
  const { enter, showEntry } = useSession();
  const [given, setGiven] = useState({ invitation, fullName: "", company: "", email: "", password: "" });
  const entering = useMutation({ mutationFn: () => send(kind, given), onSuccess: enter });
  const problem = entering.error instanceof ApiProblem ? entering.error : null;
  const title = entry.titles[kind];

  useEffect(() => {
    document.title = `${title} · ${shell.product}`;
  }, [title, shell.product]);

  const bind = (name: keyof typeof given) => ({
    value: given[name],
    onChange: (event: { target: { value: string } }) => setGiven((all) => ({ ...all, [name]: event.target.value })),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    entering.mutate();
  };
  const hint = kind === "first" ? entry.firstHint : why === "" ? entry.claim : entry[why];

  return (
    <main className={styles.entry}>
      <form className={`card ${styles.form}`} onSubmit={submit} aria-labelledby="entry-title">
        <p className={styles.product}>{shell.product}</p>
        <h1 id="entry-title">{title}</h1>
        <p className="soft" role="status">{hint}</p>
        {kind === "join" && <TextField label={entry.invitation} hint={entry.invitationHint} autoComplete="off" maxLength={200} required {...bind("invitation")} />}
        {kind !== "login" && <TextField label={entry.fullName} error={problem?.of("full_name")} autoComplete="name" maxLength={300} required {...bind("fullName")} />}
        {kind === "first" && <TextField label={entry.company} error={problem?.of("company_name")} autoComplete="organization" maxLength={300} {...bind("company")} />}
        <TextField label={entry.email} error={problem?.of("email")} type="email" autoComplete="username" maxLength={254} required {...bind("email")} />
        <TextField label={entry.password} hint={kind === "login" ? undefined : entry.passwordHint} error={problem?.of("password")} type="password"
          autoComplete={kind === "login" ? "current-password" : "new-password"} maxLength={200} required {...bind("password")} />
        {entering.isError && <Problem error={entering.error} />}
        <Button kind="primary" type="submit" isBusy={entering.isPending}>{entry.actions[kind]}</Button>
        {kind !== "first" && (
          <Button kind="quiet" onClick={() => showEntry(kind === "join" ? "login" : "join")}>
            {kind === "join" ? entry.haveAccount : entry.haveInvitation}
          </Button>
        )}
      </form>
      <div className={styles.preferences}><Preferences /></div>
    </main>
  );
}

interface Given {
  invitation: string;
  fullName: string;
  company: string;
  email: string;
  password: string;
}

function send(kind: EntryKind, given: Given) {
  const credentials = { email: given.email.trim(), password: given.password };
  if (kind === "login") return answer(api.POST("/api/v1/auth/login", { body: credentials }));
  const body = {
    ...credentials,
    full_name: given.fullName.trim(),
    role: kind === "first" ? ("admin" as const) : ("recruiter" as const),
    ...(kind === "first" && given.company.trim() ? { company_name: given.company.trim() } : {}),
    ...(kind === "join" ? { invitation: given.invitation.trim() } : {}),
  };
  return answer(api.POST("/api/v1/auth/register", { body }));
}
