import { useQuery } from "@tanstack/react-query";
import { answer, api } from "@/app/api";
import { Empty, Loaded, Page } from "@/parts";
import { useWords } from "@/words";

export default function MeScreen() {
  const { me: words } = useWords();
  const resumes = useQuery({
    queryKey: ["me", "resumes", { first: true }],
    queryFn: () => answer(api.GET("/api/v1/me/resumes")),
  });
  return (
    <Page title={words.title} lead={words.lead}>
      <Loaded query={resumes}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={words.empty} icon="me" />
          ) : (
            <ul className="card stack">
              {items.map((resume) => (
                <li key={resume.resume_id}>{resume.filename ?? resume.resume_id}</li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}
