package main

import "barometer/datasets"

// The words of a release sheet.
var (
	subjectWords   = datasets.Text{En: "The figures of a publication as published: %s, %s", Fr: "Les chiffres d'une publication, tels que publiés : %s, %s"}
	footWords      = datasets.Text{En: "barometer · release %s · generation %d", Fr: "barometer · publication %s · génération %d"}
	withdrawnWords = datasets.Text{En: "Withdrawn: %s. The figures below stand nowhere else any more; they are as they were published.",
		Fr: "Retirée : %s. Les chiffres ci-dessous ne sont plus montrés ailleurs ; ils sont tels que publiés."}
	correctedWords = datasets.Text{En: "Corrected by release %s, published %s. The figures below are those before the correction.",
		Fr: "Corrigée par la publication %s, parue le %s. Les chiffres ci-dessous sont ceux d'avant la correction."}
	correctsWords   = datasets.Text{En: "Correction: takes the place of release %s.", Fr: "Correction : remplace la publication %s."}
	headlinesWords  = datasets.Text{En: "Headline figures", Fr: "Chiffres clés"}
	factsWords      = datasets.Text{En: "The publication", Fr: "La publication"}
	idWords         = datasets.Text{En: "Release", Fr: "Identifiant"}
	publisherWords  = datasets.Text{En: "Publisher", Fr: "Éditeur"}
	sourceWords     = datasets.Text{En: "Source", Fr: "Source"}
	publishedWords  = datasets.Text{En: "Published", Fr: "Parution"}
	releasedWords   = datasets.Text{En: "Released here", Fr: "Mise en ligne ici"}
	figuresWords    = datasets.Text{En: "Figures", Fr: "Chiffres"}
	addressWords    = datasets.Text{En: "Address", Fr: "Adresse"}
	licenceWords    = datasets.Text{En: "Licence", Fr: "Licence"}
	citesWords      = datasets.Text{En: "Cites", Fr: "Cite"}
	noteWords       = datasets.Text{En: "Note", Fr: "Note"}
	workbookWords   = datasets.Text{En: "Workbook", Fr: "Classeur"}
	sumWords        = datasets.Text{En: "SHA-256", Fr: "SHA-256"}
	acceptedWords   = datasets.Text{En: "Published despite", Fr: "Publié malgré"}
	acceptedLead    = datasets.Text{En: "What the checks noticed, and why the figures are published all the same.", Fr: "Ce que les contrôles ont remarqué (en anglais), et pourquoi les chiffres sont publiés quand même."}
	placeWords      = datasets.Text{En: "Cell", Fr: "Cellule"}
	noticedWords    = datasets.Text{En: "What was noticed", Fr: "Ce qui a été remarqué"}
	reasonWords     = datasets.Text{En: "Reason", Fr: "Motif"}
	citeWords       = datasets.Text{En: "How to cite", Fr: "Comment citer"}
	citedGeneration = datasets.Text{En: "Release %s in barometer, generation %d.", Fr: "Publication %s dans barometer, génération %d."}
	citedAddress    = datasets.Text{En: "Release %s in barometer, %s", Fr: "Publication %s dans barometer, %s"}
	sameWords       = datasets.Text{En: "All figures: %s.", Fr: "Tous les chiffres : %s."}
	figureWords     = datasets.Text{En: "Figure", Fr: "Chiffre"}
	printedWords    = datasets.Text{En: "In the cell", Fr: "Dans la cellule"}
	moreWords       = datasets.Text{En: "%s of %s figures are printed; the workbook has all.", Fr: "%s chiffres sur %s sont imprimés ; le classeur les a tous."}
	otherWords      = datasets.Text{En: "%s says another source: %s, %s", Fr: "%s selon une autre source : %s, %s"}
	revisedWords    = datasets.Text{En: "revised to %s: %s, %s", Fr: "révisé à %s : %s, %s"}
	doubtedWords    = datasets.Text{En: "published despite: %s", Fr: "publié malgré : %s"}
	missingWords    = datasets.Text{En: "no figure", Fr: "aucun chiffre"}
)
