import type { Shape } from "@shortlist/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api } from "@/app/api";
import { Button, Checkbox, Chip, Loaded, Problem, TextField, useToast } from "@/parts";
import { useWords } from "@/words";
import { Deliveries } from "./Deliveries";
import { Once } from "./Once";
import { Sure } from "./Sure";
import styles from "./settings.module.css";

type Webhook = Shape<"WebhookOut">;
type Event = NonNullable<Shape<"NewWebhook">["events"]>[number];

/** Addresses of programs that are told of events. */
export function Webhooks() {
  const { settings: words } = useWords();
  const [secret, setSecret] = useState<string | null>(null);
  const webhooks = useQuery({
    queryKey: ["webhooks", { limit: 100 }],
    queryFn: () => answer(api.GET("/api/v1/webhooks", { params: { query: { limit: 100 } } })),
  });
  return (
    <>
      <NewWebhook onSecret={setSecret} />
      <Once title={words.newWebhook} says={words.secretMade} secret={secret} onClose={() => setSecret(null)} />
      <Loaded query={webhooks}>
        {({ items }) =>
          items.length === 0
            ? <p className="soft">{words.noWebhooks}</p>
            : <>{items.map((one) => <One key={one.webhook_id} webhook={one} onSecret={setSecret} />)}</>
        }
      </Loaded>
    </>
  );
}

function NewWebhook({ onSecret }: { onSecret: (secret: string | null) => void }) {
  const { settings: words } = useWords();
  const client = useQueryClient();
  const kinds = Object.entries(words.kinds) as [Event, string][];
  const [url, setUrl] = useState("");
  const [description, setDescription] = useState("");
  const [events, setEvents] = useState<readonly Event[]>(kinds.map(([kind]) => kind));
  const make = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/webhooks", { body: { url, events: [...events], description: description || null } })),
    onSuccess: ({ secret }) => {
      setUrl("");
      setDescription("");
      onSecret(secret ?? null);
      void client.invalidateQueries({ queryKey: ["webhooks"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  const flip = (kind: Event) => setEvents(events.includes(kind) ? events.filter((one) => one !== kind) : [...events, kind]);
  return (
    <form className="card stack" onSubmit={submit} aria-label={words.newWebhook}>
      <p className="soft">{words.webhooksLead}</p>
      <div className={`${styles.form} ${styles.top}`}>
        <TextField label={words.url} hint={words.urlHint} type="url" required maxLength={2000} value={url} onChange={(event) => setUrl(event.target.value)} />
        <TextField label={words.description} maxLength={300} value={description} onChange={(event) => setDescription(event.target.value)} />
      </div>
      <fieldset className={styles.events}>
        <legend>{words.events}</legend>
        {kinds.map(([kind, says]) => <Checkbox key={kind} label={says} checked={events.includes(kind)} onChange={() => flip(kind)} />)}
      </fieldset>
      {make.error && <Problem error={make.error} />}
      <div><Button kind="primary" type="submit" isBusy={make.isPending} disabled={events.length === 0}>{words.addWebhook}</Button></div>
    </form>
  );
}

function One({ webhook, onSecret }: { webhook: Webhook; onSecret: (secret: string | null) => void }) {
  const { settings: words } = useWords();
  const say = useToast();
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const path = { webhook_id: webhook.webhook_id };
  const again = () => void client.invalidateQueries({ queryKey: ["webhooks"] });
  const test = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/webhooks/{webhook_id}/test", { params: { path } })),
    onSuccess: () => {
      say(words.testSent);
      setOpen(true);
      again();
    },
  });
  const flip = useMutation({
    mutationFn: () => answer(api.PATCH("/api/v1/webhooks/{webhook_id}", { params: { path }, body: { is_active: !webhook.is_active } })),
    onSuccess: again,
  });
  const rotate = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/webhooks/{webhook_id}/rotate-secret", { params: { path } })),
    onSuccess: ({ secret }) => onSecret(secret ?? null),
  });
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE("/api/v1/webhooks/{webhook_id}", { params: { path } })),
    onSuccess: () => {
      // Its deliveries are gone with it and are not asked for again.
      setOpen(false);
      void client.invalidateQueries({ queryKey: ["webhooks", { limit: 100 }] });
    },
  });
  const problem = test.error ?? flip.error ?? rotate.error;
  return (
    <article className="card stack">
      <div className={styles.head}>
        <div>
          <h3>{webhook.description || webhook.url}</h3>
          <p className="soft small">{webhook.url}</p>
        </div>
        <Chip tone={!webhook.is_active ? "plain" : webhook.failing_since ? "bad" : "good"}>
          {!webhook.is_active ? words.off : webhook.failing_since ? words.failing : words.active}
        </Chip>
      </div>
      {webhook.disabled_reason && <p className="small">{webhook.disabled_reason}</p>}
      <p className="small soft">{webhook.events.map((kind) => (words.kinds as Record<string, string>)[kind] ?? kind).join(" · ")}</p>
      <div className="row">
        <Button size="s" isBusy={test.isPending} onClick={() => test.mutate()}>{words.test}</Button>
        <Button size="s" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>{isOpen ? words.hideDeliveries : words.deliveries}</Button>
        <Button size="s" isBusy={rotate.isPending} onClick={() => rotate.mutate()}>{words.rotate}</Button>
        <Button size="s" isBusy={flip.isPending} onClick={() => flip.mutate()}>{webhook.is_active ? words.switchOff : words.switchOn}</Button>
        <Sure says={words.remove} of={webhook.description || webhook.url} question={words.reallyRemove} doing={remove} />
      </div>
      {problem && <Problem error={problem} />}
      {isOpen && <Deliveries webhookId={webhook.webhook_id} />}
    </article>
  );
}
