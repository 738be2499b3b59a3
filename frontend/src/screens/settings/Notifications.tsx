import type { Shape } from "@shortlist/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api } from "@/app/api";
import { useUser } from "@/app/session";
import { Button, Checkbox, Loaded, Problem, Select, useToast } from "@/parts";
import { useWords } from "@/words";

/** What one is told of by e-mail, and in which language. */
export function Notifications() {
  const { settings: words } = useWords();
  const { isLocal } = useUser();
  const preferences = useQuery({
    queryKey: ["me", "notifications"],
    queryFn: () => answer(api.GET("/api/v1/me/notifications")),
    enabled: !isLocal,
  });
  if (isLocal) return <p className="card">{words.local}</p>;
  return <Loaded query={preferences}>{(given) => <Form given={given} />}</Loaded>;
}

function Form({ given }: { given: Shape<"PreferencesOut"> }) {
  const { settings: words } = useWords();
  const say = useToast();
  const client = useQueryClient();
  const [email, setEmail] = useState(given.email);
  const [language, setLanguage] = useState(given.language ?? "");
  const named = (kind: string) => (words.kinds as Record<string, string>)[kind] ?? kind;
  const keep = useMutation({
    mutationFn: () => answer(api.PUT("/api/v1/me/notifications", { body: { email, language: language || null } })),
    onSuccess: (now) => {
      client.setQueryData(["me", "notifications"], now);
      say(words.saved);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep.mutate();
  };
  return (
    <form className="card stack" onSubmit={submit} aria-label={words.notifications}>
      <p className="soft">{words.notificationsLead}</p>
      {!given.email_is_sent && <p>{words.mailOff}</p>}
      {Object.entries(email).map(([kind, isWanted]) => (
        <Checkbox key={kind} label={named(kind)} checked={isWanted} onChange={(event) => setEmail({ ...email, [kind]: event.target.checked })} />
      ))}
      {given.always_told.length > 0 && <p className="small soft">{words.alwaysTold}: {given.always_told.map(named).join(", ")}</p>}
      <Select label={words.mailLanguage} value={language} onChange={(event) => setLanguage(event.target.value)}
        options={[["", words.ofServer], ...given.languages.map((one) => [one, new Intl.DisplayNames([one], { type: "language" }).of(one) ?? one] as const)]} />
      {keep.error && <Problem error={keep.error} />}
      <div><Button kind="primary" type="submit" isBusy={keep.isPending}>{words.keep}</Button></div>
    </form>
  );
}
