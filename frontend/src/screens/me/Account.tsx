/** What the candidate says of themselves, a copy of their data, and the end of the account. */
import { ApiProblem, type Shape } from "@shortlist/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api } from "@/app/api";
import { saveFile } from "@/app/saveFile";
import { useSession } from "@/app/session";
import { Button, Checkbox, Dialog, Loaded, Problem, Skeleton, TextField, useToast, WordsField } from "@/parts";
import { useWords } from "@/words";
import styles from "./me.module.css";

export function Account() {
  const query = useQuery({ queryKey: ["me", "profile"], queryFn: () => answer(api.GET("/api/v1/me/profile")) });
  return (
    <div className={styles.account}>
      <Loaded query={query} waiting={<Skeleton lines={1} height="24rem" />}>{(profile) => <Profile profile={profile} />}</Loaded>
      <div className="stack">
        <Data />
        <Erase />
      </div>
    </div>
  );
}

function Profile({ profile }: { profile: Shape<"ProfileOut"> }) {
  const { me: words } = useWords();
  const say = useToast();
  const client = useQueryClient();
  const [given, setGiven] = useState({
    full_name: profile.full_name, phone: profile.phone ?? "", location: profile.location ?? "", headline: profile.headline ?? "",
    links: profile.links, open_to_remote: profile.open_to_remote ?? false,
  });
  const saving = useMutation({
    mutationFn: () => {
      const { full_name, links, open_to_remote } = given;
      const texts = { phone: given.phone.trim() || null, location: given.location.trim() || null, headline: given.headline.trim() || null };
      return answer(api.PATCH("/api/v1/me/profile", { body: { full_name: full_name.trim(), ...texts, links: links.length ? links : null, open_to_remote } }));
    },
    onSuccess: async () => {
      say(words.saved);
      await client.invalidateQueries({ queryKey: ["me", "profile"] });
    },
  });
  const problem = saving.error instanceof ApiProblem ? saving.error : null;
  const bind = (name: "full_name" | "phone" | "location" | "headline") => ({
    value: given[name],
    error: problem?.of(name),
    maxLength: 300,
    onChange: (event: { target: { value: string } }) => setGiven((all) => ({ ...all, [name]: event.target.value })),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <form className="card stack" aria-labelledby="profile" onSubmit={submit}>
      <h2 id="profile">{words.profile}</h2>
      <TextField label={words.name} required autoComplete="name" {...bind("full_name")} />
      <TextField label={words.headline} {...bind("headline")} />
      <TextField label={words.phone} type="tel" autoComplete="tel" {...bind("phone")} />
      <TextField label={words.place} {...bind("location")} />
      <WordsField label={words.links} hint={words.linksHint} error={problem?.of("links")} words={given.links} onWords={(links) => setGiven((all) => ({ ...all, links }))} />
      <Checkbox label={words.remote} checked={given.open_to_remote} onChange={(event) => setGiven((all) => ({ ...all, open_to_remote: event.target.checked }))} />
      {saving.isError && <Problem error={saving.error} />}
      <div><Button kind="primary" type="submit" isBusy={saving.isPending}>{words.save}</Button></div>
    </form>
  );
}

function Data() {
  const { me: words } = useWords();
  const say = useToast();
  const exporting = useMutation({
    mutationFn: async () => saveFile(await api.download("/api/v1/me/export")),
    onSuccess: () => say(words.exported),
  });
  return (
    <section className="card stack" aria-labelledby="own-data">
      <h2 id="own-data">{words.data}</h2>
      <p>{words.dataText}</p>
      {exporting.isError && <Problem error={exporting.error} />}
      <div><Button icon="download" isBusy={exporting.isPending} onClick={() => exporting.mutate()}>{words.export}</Button></div>
    </section>
  );
}

function Erase() {
  const { me: words, parts } = useWords();
  const { signOut } = useSession();
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [password, setPassword] = useState("");
  const erasing = useMutation({ mutationFn: () => api.DELETE("/api/v1/me", { body: { password } }), onSuccess: () => signOut() });
  const problem = erasing.error instanceof ApiProblem ? erasing.error : null;
  const isSure = typed.trim() === words.eraseWord && password !== "";
  const close = () => {
    setIsOpen(false);
    setTyped("");
    setPassword("");
    erasing.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isSure) erasing.mutate();
  };
  return (
    <section className="card stack" aria-labelledby="erase">
      <h2 id="erase">{words.erase}</h2>
      <p>{words.eraseText}</p>
      <div><Button kind="danger" icon="trash" onClick={() => setIsOpen(true)}>{words.erase}</Button></div>
      <Dialog title={words.eraseTitle} isOpen={isOpen} onClose={close}
        actions={
          <>
            <Button onClick={close}>{parts.cancel}</Button>
            <Button kind="danger" type="submit" form="erase-account" disabled={!isSure} isBusy={erasing.isPending}>{words.erase}</Button>
          </>
        }>
        <form id="erase-account" className="stack" onSubmit={submit}>
          <p>{words.eraseText}</p>
          <TextField label={words.eraseType(words.eraseWord)} autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
          <TextField label={words.password} type="password" autoComplete="current-password" error={problem?.of("password")} value={password} onChange={(event) => setPassword(event.target.value)} />
          {erasing.isError && <Problem error={erasing.error} />}
        </form>
      </Dialog>
    </section>
  );
}
