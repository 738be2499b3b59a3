import { ApiProblem } from "@shortlist/client";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api } from "@/app/api";
import { useSession, useUser } from "@/app/session";
import { Button, Problem, TextField, useToast } from "@/parts";
import { useWords } from "@/words";
import styles from "./settings.module.css";

/** Who one is, and one's password; without accounts, the way to the first one. */
export function Account() {
  const { settings: words } = useWords();
  const { isLocal } = useUser();
  const { showEntry } = useSession();
  if (isLocal) {
    return (
      <div className="card stack">
        <p>{words.local}</p>
        <div><Button kind="primary" onClick={() => showEntry("first")}>{words.register}</Button></div>
      </div>
    );
  }
  return <><Name /><Password /></>;
}

function Name() {
  const { settings: words } = useWords();
  const say = useToast();
  const { user, role } = useUser();
  const [name, setName] = useState(user.full_name);
  const keep = useMutation({
    mutationFn: () => answer(api.PATCH("/api/v1/auth/me", { body: { full_name: name } })),
    onSuccess: () => say(words.saved),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep.mutate();
  };
  return (
    <form className="card stack" onSubmit={submit} aria-label={words.account}>
      <p className="soft">{[user.email, words.roles[role], user.company_name].filter(Boolean).join(" · ")}</p>
      <TextField label={words.fullName} required maxLength={300} autoComplete="name" value={name} onChange={(event) => setName(event.target.value)} />
      {keep.error && <Problem error={keep.error} />}
      <div><Button type="submit" isBusy={keep.isPending}>{words.keep}</Button></div>
    </form>
  );
}

function Password() {
  const { settings: words } = useWords();
  const say = useToast();
  const [given, setGiven] = useState({ current: "", wanted: "" });
  const change = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/auth/password", { body: { current_password: given.current, new_password: given.wanted } })),
    onSuccess: () => {
      say(words.passwordChanged);
      setGiven({ current: "", wanted: "" });
    },
  });
  const problem = change.error instanceof ApiProblem ? change.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form className="card stack" onSubmit={submit} aria-label={words.changePassword}>
      <h3>{words.changePassword}</h3>
      <div className={styles.form}>
        <TextField label={words.currentPassword} type="password" required autoComplete="current-password" maxLength={200}
          error={problem?.of("current_password")} value={given.current} onChange={(event) => setGiven({ ...given, current: event.target.value })} />
        <TextField label={words.newPassword} type="password" required autoComplete="new-password" minLength={10} maxLength={200}
          error={problem?.of("new_password")} value={given.wanted} onChange={(event) => setGiven({ ...given, wanted: event.target.value })} />
      </div>
      <p className="soft small">{words.newPasswordHint}</p>
      {change.error && <Problem error={change.error} />}
      <div><Button type="submit" isBusy={change.isPending}>{words.changePassword}</Button></div>
    </form>
  );
}
