package api

import (
	"io/fs"
	"strings"

	"barometer/charts"
	"barometer/datasets"
)

// licence is the file of a bundle that says under which conditions its files
// may be used: those that the figures' publications state, the program's, which
// are none, and the font's, whose letters stand in the PDF.
func (m readme) licence() ([]byte, error) {
	font, err := fs.ReadFile(charts.BrowserFS(), "OFL.txt")
	if err != nil {
		return nil, err
	}
	m.lines = nil
	m.add(m.chart.Title())
	m.head(datasets.Text{En: "THE FIGURES", Fr: "LES CHIFFRES"})
	m.add(datasets.Text{
		En: "Each figure belongs to the publication it is from, under the licence which that states:",
		Fr: "Chaque chiffre relève de la publication dont il vient, sous la licence qu'elle indique :",
	}.In(m.lang))
	for _, release := range m.releases {
		m.publication(release.Publication)
	}
	m.head(datasets.Text{En: "PICTURES, TABLES AND WORDS", Fr: "IMAGES, TABLEAUX ET TEXTES"})
	m.add(datasets.Text{
		En: "barometer (Apache License 2.0) drew and wrote them from these figures. Its licence is for the program and sets no conditions on what it draws: name the publications, and the address of README.txt where you can.",
		Fr: "barometer (Apache License 2.0) les a produits à partir de ces chiffres. Sa licence porte sur le programme et ne pose aucune condition à ce qu'il produit : citez les publications et, si possible, l'adresse donnée par README.txt.",
	}.In(m.lang))
	m.head(datasets.Text{En: "FONT", Fr: "POLICE"})
	m.add(datasets.Text{
		En: "The PDF holds letters of Barometer Sans, made from Inter; their licence lets documents do so:",
		Fr: "Le PDF contient des lettres de Barometer Sans, tirée d'Inter ; leur licence le permet aux documents :",
	}.In(m.lang))
	m.lines = append(m.lines, "", strings.TrimSpace(string(font)))
	return []byte(strings.Join(m.lines, "\n") + "\n"), nil
}
