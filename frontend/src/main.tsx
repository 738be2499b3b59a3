import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { applyTheme } from "./theme/setting";
import "./theme/index.css";
import { wordsIn } from "./words";
import { keptLanguage } from "./words/languages";

applyTheme();
const language = keptLanguage();
document.documentElement.lang = language;

void wordsIn(language).then((words) => {
  const root = document.getElementById("root");
  if (root) createRoot(root).render(<StrictMode><App words={words} /></StrictMode>);
});
